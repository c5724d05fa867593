import { parseArgs } from "node:util"
import { startSimulator } from "./simulator.js"
import type { Simulator, SimulatorOptions } from "./types.js"

const DEFAULT_PORT = 9400

const HELP = `pdi-simulator: a stand-in for PDI's loyalty API, with its own books and switchable faults

Usage: pdi-simulator [options]

  --port <number>        port to listen on (default ${DEFAULT_PORT})
  --host <address>       address to listen on (default 127.0.0.1)
  --data-dir <folder>    keep the books here; without it they live in memory
  --promotions <file>    promotions to start with (JSON)
  --members <file>       members to start with (JSON)
  --client <id:secret>   OAuth client, may be given more than once (default demo-client:demo-secret)
  --seed <number>        seed of the faults that bite by probability (default 1)
  --quiet                do not print a line per request
  --help                 this text

Open the printed address in a browser to watch the books and switch faults.`

class UsageError extends Error {}

function readNumber(name: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0) return value
  throw new UsageError(`--${name} must be a whole number, got "${text}"`)
}

function readPort(text: string): number {
  const port = readNumber("port", text)
  if (port <= 65_535) return port
  throw new UsageError(`--port must be at most 65535, got "${text}"`)
}

function readClient(text: string): { clientId: string; clientSecret: string } {
  const colon = text.indexOf(":")
  if (colon < 1) throw new UsageError(`--client must be <id>:<secret>`)
  return { clientId: text.slice(0, colon), clientSecret: text.slice(colon + 1) }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        "data-dir": { type: "string" },
        promotions: { type: "string" },
        members: { type: "string" },
        client: { type: "string", multiple: true },
        seed: { type: "string" },
        quiet: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function toOptions(values: ReturnType<typeof parse>): SimulatorOptions {
  const options: SimulatorOptions = {
    port: values.port === undefined ? DEFAULT_PORT : readPort(values.port),
    log: values.quiet !== true,
  }
  if (values.host !== undefined) options.host = values.host
  if (values["data-dir"] !== undefined) options.dataDir = values["data-dir"]
  if (values.promotions !== undefined) options.promotionsFile = values.promotions
  if (values.members !== undefined) options.membersFile = values.members
  if (values.client !== undefined) options.clients = values.client.map(readClient)
  if (values.seed !== undefined) options.seed = readNumber("seed", values.seed)
  return options
}

function explain(error: unknown, options: SimulatorOptions): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") {
    return `Port ${options.port} is already in use. Choose another one with --port.`
  }
  return error instanceof Error ? error.message : String(error)
}

function closeOnSignal(simulator: Simulator): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void simulator.close().then(() => process.exit(0))
    })
  }
}

export async function runCli(args: string[]): Promise<void> {
  let options: SimulatorOptions = {}
  try {
    const values = parse(args)
    if (values.help) return console.log(HELP)
    options = toOptions(values)
    const simulator = await startSimulator(options)
    closeOnSignal(simulator)
    console.log(`PDI simulator on ${simulator.url}`)
    console.log(options.dataDir ? `Books in ${options.dataDir}` : "Books in memory only")
  } catch (error) {
    console.error(explain(error, options))
    if (error instanceof UsageError) console.error("Run pdi-simulator --help for the options.")
    process.exit(1)
  }
}
