import type { AddressInfo } from "node:net"
import type { FastifyInstance } from "fastify"
import { Ledger } from "./books/ledger.js"
import { readSeed } from "./books/seed.js"
import { makeControls } from "./controls.js"
import { FaultRegistry } from "./faults/registry.js"
import { buildApp } from "./http/app.js"
import { InProgress } from "./http/in-progress.js"
import { LastReplies } from "./http/last-replies.js"
import { Recorder } from "./http/recorder.js"
import type { Service } from "./http/serve.js"
import { Tokens } from "./http/tokens.js"
import { resolveOptions, type Settings } from "./options.js"
import type { Simulator, SimulatorOptions } from "./types.js"

function makeService(settings: Settings, ledger: Ledger): Service {
  const inProgress = new InProgress()
  return {
    context: {
      ledger,
      settings,
      isFinalizing: (sessionId) => inProgress.isFinalizing(sessionId),
    },
    faults: new FaultRegistry(settings.seed),
    recorder: new Recorder(),
    tokens: new Tokens(settings.now),
    inProgress,
    lastReplies: new LastReplies(),
  }
}

/**
 * Takes the port first and opens the books second: a second simulator started by mistake fails
 * on the port before it can touch the first one's journal.
 */
async function listenThenOpen(
  settings: Settings,
  service: Service,
  app: FastifyInstance,
): Promise<void> {
  await app.listen({ port: settings.port, host: settings.host })
  try {
    service.context.ledger.open(settings.dataDir)
  } catch (error) {
    await app.close()
    throw error
  }
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = resolveOptions(options)
  const ledger = new Ledger(readSeed(settings))
  const service = makeService(settings, ledger)
  const { faults, recorder, inProgress } = service
  const { removeFault, promotions, ...controls } = makeControls({
    ledger,
    faults,
    recorder,
    inProgress,
    settings,
  })
  let markOpen = (): void => undefined
  const ready = new Promise<void>((resolve) => {
    markOpen = resolve
  })
  const app = await buildApp({
    service,
    controls: { ...controls, removeFault, promotions },
    ready,
  })
  await listenThenOpen(settings, service, app)
  markOpen()

  const { port } = app.server.address() as AddressInfo
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host
  return {
    ...controls,
    url: `http://${host}:${port}`,
    port,
    close: async () => {
      await app.close()
      ledger.close()
    },
  }
}
