#!/usr/bin/env node
import { runDoctor } from "./doctor"

const USAGE = `Usage: loyalty doctor [--json]

  doctor   looks for what keeps loyalty from working in the Medusa project of this folder:
           conflicts with other plugins, secrets, Redis, migrations, clock, keys, engines.
           Ends with 1 if something is wrong.`

async function main(args: string[]): Promise<number> {
  if (args[0] !== "doctor") {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  return runDoctor(process.cwd(), { json: args.includes("--json") })
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    process.stderr.write(`loyalty: ${error.message}\n`)
    process.exitCode = 2
  },
)
