// Preloaded into both Medusa processes, so that it weighs on both alike. It tells the CPU time of
// the process, which says more on a busy machine than the clock, and can profile it.
const http = require("node:http")
const inspector = require("node:inspector")

const session = new inspector.Session()

/** @param {string} method */
const post = (method) =>
  new Promise((resolve, reject) => {
    session.post(method, (error, result) => (error ? reject(error) : resolve(result)))
  })

/** @type {Record<string, () => Promise<unknown>>} */
const ANSWERS = {
  "/cpu": async () => process.cpuUsage(),
  "/profile/start": async () => {
    session.connect()
    await post("Profiler.enable")
    await post("Profiler.start")
    return {}
  },
  "/profile/stop": async () => {
    const profile = await post("Profiler.stop")
    session.disconnect()
    return profile
  },
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
