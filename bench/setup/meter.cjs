// Preloaded into both Medusa processes, so that it weighs on both alike. It tells the CPU time of
// the process, which says more on a busy machine than the clock, and what it holds after a garbage
// collection, and can profile it.
const http = require("node:http")
const inspector = require("node:inspector")

const session = new inspector.Session()
// Of its own, so that memory can be read while a profile is taken.
const collector = new inspector.Session()

/** @type {(method: string, through?: import("node:inspector").Session) => Promise<unknown>} */
const post = (method, through = session) =>
  new Promise((resolve, reject) => {
    through.post(method, (error, result) => (error ? reject(error) : resolve(result)))
  })

async function startProfile() {
  session.connect()
  await post("Profiler.enable")
  await post("Profiler.start")
  return {}
}

/** @type {Record<string, () => Promise<unknown>>} */
const ANSWERS = {
  "/cpu": async () => process.cpuUsage(),
  "/memory": async () => {
    collector.connect()
    await post("HeapProfiler.collectGarbage", collector)
    collector.disconnect()
    const { heapUsed, rss } = process.memoryUsage()
    return { heap_bytes: heapUsed, rss_bytes: rss }
  },
  "/profile/start": startProfile,
  "/profile/stop": async () => {
    const profile = await post("Profiler.stop")
    session.disconnect()
    return profile
  },
}

if (process.env.BENCH_PROFILES_BOOT === "true") {
  void startProfile()
}

const server = http.createServer((request, response) => {
  const answer = ANSWERS[request.url ?? ""]
  if (!answer) {
    response.writeHead(404).end("{}")
    return
  }
  answer().then(
    (body) => response.end(JSON.stringify(body)),
    (error) => response.writeHead(500).end(JSON.stringify({ error: String(error) })),
  )
})

server.keepAliveTimeout = 600_000
server.listen(Number(process.env.BENCH_METER_PORT), "127.0.0.1")
// It must not keep a process alive that wants to end.
server.unref()
server.on("connection", (socket) => socket.unref())
