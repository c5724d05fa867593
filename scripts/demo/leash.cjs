// Preloaded into every process that the demo starts. Its standard input is a pipe from the demo:
// the pipe closes when the demo is gone, even by kill -9, and then this process ends as well. So
// no Medusa stays behind and holds the port.
const GRACE_MS = 8_000

// The demo starts each of us as the leader of a process group: what we started goes with us.
/** @param {NodeJS.Signals} signal */
const send = (signal) => {
  try {
    process.kill(-process.pid, signal)
  } catch {
    process.kill(process.pid, signal)
  }
}

const end = () => {
  send("SIGTERM")
  setTimeout(send, GRACE_MS, "SIGKILL").unref()
}

process.stdin.once("end", end)
process.stdin.on("error", end)
process.stdin.resume()
// Listening must not keep alive a process that has nothing else to do.
if ("unref" in process.stdin) {
  process.stdin.unref()
}
