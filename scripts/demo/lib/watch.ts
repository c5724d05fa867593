import { connect } from "node:net"

const LOOK_MS = 3_000

/** Calls back once when nobody listens on a port of this machine any more. */
export function watchPort(port: number, whenGone: () => void, everyMs = LOOK_MS): void {
  const timer = setInterval(() => {
    const socket = connect({ host: "127.0.0.1", port }, () => socket.destroy())
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Anything else, such as a slow answer, is no proof of an end.
      if (error.code === "ECONNREFUSED" && timer.hasRef()) {
        timer.unref()
        clearInterval(timer)
        whenGone()
      }
    })
  }, everyMs)
}
