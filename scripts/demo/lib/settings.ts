import { DemoError } from "./errors"

/** What the environment decides about the demo. */
export interface DemoSettings {
  /** Where Medusa listens: this machine only, unless HOST says otherwise. */
  host: string
  port: number
  simulatorPort: number
  storefrontPort: number
  databaseUrl: string | undefined
  redisUrl: string | undefined
}

const PORT_MAX = 65_535

/** Reads PORT, SIMULATOR_PORT, STOREFRONT_PORT, HOST, DATABASE_URL and REDIS_URL. */
export function readSettings(env: NodeJS.ProcessEnv): DemoSettings {
  const port = readPort(env, "PORT", 9000)
  const simulatorPort = readPort(env, "SIMULATOR_PORT", 9400)
  const storefrontPort = readPort(env, "STOREFRONT_PORT", 8000)
  requireDifferent([
    ["PORT", port],
    ["SIMULATOR_PORT", simulatorPort],
    ["STOREFRONT_PORT", storefrontPort],
  ])
  return {
    host: env.HOST || "127.0.0.1",
    port,
    simulatorPort,
    storefrontPort,
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
  }
}

function requireDifferent(ports: [variable: string, port: number][]): void {
  for (const [index, [variable, port]] of ports.entries()) {
    const other = ports.slice(index + 1).find(([, taken]) => taken === port)
    if (other) {
      throw new DemoError(
        `${variable} and ${other[0]} are both ${port}. Give them different numbers.`,
      )
    }
  }
}

function readPort(env: NodeJS.ProcessEnv, variable: string, fallback: number): number {
  const text = env[variable]
  if (text === undefined || text === "") {
    return fallback
  }
  const port = /^\d+$/.test(text) ? Number(text) : 0
  if (port < 1 || port > PORT_MAX) {
    throw new DemoError(`${variable} must be a whole number from 1 to ${PORT_MAX}, got "${text}".`)
  }
  return port
}
