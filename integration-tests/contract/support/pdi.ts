import net from "node:net"
import type { Simulator } from "../../../packages/pdi-simulator/src/index"
import { startSimulator } from "../../../packages/pdi-simulator/src/index"
import type { Deps } from "../../../src/providers/pdi/client/deps"
import PdiLoyaltyProvider from "../../../src/providers/pdi/service"
import type { CallContext, EngineConnection } from "../../../src/types/provider"

export { startSimulator, type Simulator }

export const CREDENTIALS = { client_id: "demo-client", client_secret: "demo-secret" }

const created: PdiLoyaltyProvider[] = []

export function pdiProvider(
  options: Record<string, unknown> = {},
  given: { deps?: Partial<Deps>; warnings?: string[] } = {},
): PdiLoyaltyProvider {
  const logger = { warn: (message: string) => void given.warnings?.push(message) }
  const provider = new PdiLoyaltyProvider(
    { logger },
    { allow_private_addresses: true, ...options },
    given.deps,
  )
  created.push(provider)
  return provider
}

export async function closeProviders(): Promise<void> {
  await Promise.all(created.splice(0).map((provider) => provider.close()))
}

export function connectionTo(
  api_url: string,
  given: Partial<EngineConnection> = {},
): EngineConnection {
  return {
    store_id: "store_01",
    participant_id: "ACME",
    site_id: "0300",
    credentials: CREDENTIALS,
    config_version: 1,
    ...given,
    settings: { api_url, ...given.settings },
  }
}

export function callTo(api_url: string, given: Partial<EngineConnection> = {}): CallContext {
  return { connection: connectionTo(api_url, given), correlation_id: "corr-1" }
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => server.once("listening", resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
