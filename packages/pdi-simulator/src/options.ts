import { MEMBERS_FILE, PROMOTIONS_FILE } from "./paths.js"
import type { SimulatorOptions } from "./types.js"

const ONE_HOUR_IN_SECONDS = 3600
const ONE_DAY_IN_SECONDS = 86_400

export type Settings = Required<Omit<SimulatorOptions, "dataDir">> & { dataDir: string | null }

export function resolveOptions(options: SimulatorOptions): Settings {
  return {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    dataDir: options.dataDir ?? null,
    promotionsFile: options.promotionsFile ?? PROMOTIONS_FILE,
    membersFile: options.membersFile ?? MEMBERS_FILE,
    clients: options.clients ?? [{ clientId: "demo-client", clientSecret: "demo-secret" }],
    seed: options.seed ?? 1,
    now: options.now ?? (() => new Date()),
    tokenTtlSeconds: options.tokenTtlSeconds ?? ONE_HOUR_IN_SECONDS,
    log: options.log ?? false,
    tokenSpelling: options.tokenSpelling ?? "snake",
    errorShape: options.errorShape ?? "error",
    unknownMember: options.unknownMember ?? "error",
    sessionTtlSeconds: options.sessionTtlSeconds ?? ONE_DAY_IN_SECONDS,
    sites: options.sites ?? { ACME: ["0300", "0301", "0302"] },
  }
}
