import { createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"

import { DemoError } from "./errors"

/** A port that a part of the demo wants. */
export interface WantedPort {
  /** What wants it, as a person would say it. */
  user: string
  port: number
  /** The environment variable that chooses another one. */
  variable: string
}

const POLL_MS = 250

/** What a person needs to know when a port is taken. */
export function portTakenMessage({ user, port, variable }: WantedPort): string {
  const other = port + 1 <= 65_535 ? port + 1 : port - 1
  return (
    `Port ${port} is taken, and the demo needs it for ${user}.\n` +
    `Stop the program that listens there, or choose another port:\n` +
    `  ${variable}=${other} npm run demo`
  )
}

/**
 * Makes sure that nobody listens on the wanted ports.
 *
 * @param patienceMs how long to wait for them: the processes of a demo that was killed need a
 *   moment to notice it
 */
export async function requirePorts(wanted: WantedPort[], patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (const want of wanted) {
    while (!(await isFree(want.port))) {
      if (Date.now() >= deadline) {
        throw new DemoError(portTakenMessage(want))
      }
      await sleep(POLL_MS)
    }
  }
}

/** Whether one can listen on a port, on all addresses and on this machine's own. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of [undefined, "127.0.0.1"]) {
    if (!(await canListen(port, host))) {
      return false
    }
  }
  return true
}

const canListen = (port: number, host: string | undefined): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        resolve(false)
      } else {
        reject(new DemoError(`Nobody can listen on port ${port} here: ${error.message}`))
      }
    })
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })

/** A port that nobody listens on at the moment. */
export const anyFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      const port = typeof address === "object" && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
