import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import type * as warming from "../../src/modules/loyalty/warm-up"

const native = createRequire(import.meta.url)
const SRC = path.resolve("src")

/** What Medusa loads of a plugin before it answers the first request. */
const LOADED_AT_START = [
  "modules/loyalty/index.ts",
  "providers/pdi/index.ts",
  ...["api", "jobs", "links", "policies", "subscribers", "workflows"].flatMap((folder) =>
    readdirSync(path.join(SRC, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => folder !== "api" || /(route|middlewares)\.ts$/.test(name))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => path.join(folder, name)),
  ),
]

/** Some 300 files together, and no start needs one of them. */
const HEAVY = ["cockatiel", "libphonenumber-js", "prom-client", "rate-limiter-flexible", "undici"]

const loaded = () =>
  HEAVY.filter((name) => {
    const folder = path.join("node_modules", name) + path.sep
    return Object.keys(native.cache).some((file) => file.includes(folder))
  })

describe("the start of a shop", () => {
  it("loads no package that only a shopper's requests need", () => {
    for (const file of LOADED_AT_START) {
      native(path.join(SRC, file))
    }

    expect(loaded()).toEqual([])
  })
})

describe("warming up", () => {
  const { warmUpLater } = native(path.join(SRC, "modules/loyalty/warm-up.ts")) as typeof warming
  const { default: PdiLoyaltyProvider } = native(path.join(SRC, "providers/pdi/service.ts")) as {
    default: new (cradle: object) => unknown
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it("loads nothing where the shop stops before", async () => {
    warmUpLater([() => new PdiLoyaltyProvider({})])()
    vi.advanceTimersByTime(60_000)
    await settled()

    expect(loaded()).toEqual([])
  })

  it("loads all of them after the start, whatever one engine says", async () => {
    warmUpLater([
      () => {
        throw new Error("An engine that cannot be made.")
      },
      () => new PdiLoyaltyProvider({}),
    ])
    expect(loaded()).toEqual([])

    vi.advanceTimersByTime(60_000)
    vi.useRealTimers()
    await vi.waitFor(() => expect(loaded()).toEqual(HEAVY))
  })
})

/** Everything that is due has had its turn. */
const settled = async () => {
  vi.useRealTimers()
  await sleep(50)
}
