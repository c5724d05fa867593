import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const ENTRY = fileURLToPath(new URL("run-cli.ts", import.meta.url))

export interface Running {
  child: ChildProcess
  url: string
  output: () => string
}

function launch(args: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", ENTRY, ...args], { env: process.env })
  let text = ""
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()))
  return { child, output: () => text }
}

/** Starts the simulator as a process of its own and waits until it says where it is. */
export async function startProcess(args: string[]): Promise<Running> {
  const { child, output } = launch(["--port", "0", ...args])
  const url = await vi.waitFor(
    () => {
      const found = /on (http:\S+)/.exec(output())?.[1]
      if (found === undefined) throw new Error(`not up yet: ${output()}`)
      return found
    },
    { timeout: 20_000, interval: 50 },
  )
  return { child, url, output }
}

export async function runToEnd(args: string[]): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(args)
  await once(child, "close")
  return { code: child.exitCode, output: output() }
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(child, "close")
  child.kill(signal)
  await closed
  return child.exitCode
}
