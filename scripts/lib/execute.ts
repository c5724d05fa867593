import { spawn } from "node:child_process"

import { DemoError } from "../demo/lib/errors"

const OUTPUT_SHOWN = 4_000

/** Runs a program to its end; the end of its output stands in the error. */
export function execute(
  program: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_SHOWN)
    }
    child.stdout.on("data", keep)
    child.stderr.on("data", keep)
    child.once("error", reject)
    child.once("exit", (code) => {
      if (code === 0) {
        resolve()
      } else {
        reject(new DemoError(`${program} ${args.join(" ")} ended with ${code}.\n${output}`))
      }
    })
  })
}
