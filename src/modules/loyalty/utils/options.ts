import type { ModuleProviderExports } from "@medusajs/framework/types"
import { z } from "@medusajs/framework/zod"

import { parseEncryptionKeys, type EncryptionKey } from "./encryption-keys"

/** An engine to register: how medusa-config names a module provider. */
export interface ProviderRegistration {
  resolve: string | ModuleProviderExports
  id?: string
  options: Record<string, unknown>
}

/** At most `points` tries in `duration_s` seconds. */
export interface RateLimit {
  points: number
  duration_s: number
}

/** The plugin's options after parsing: every limit has a number, nothing is left to a default below. */
export interface LoyaltyModuleOptions {
  /** The engines, each `{ resolve, id, options }`. */
  providers: ProviderRegistration[]
  /** Newest first: it seals what is written now, the others still open what they sealed. */
  encryption_keys: EncryptionKey[]
  /** How long a session lives without an order; an engine may end it earlier. */
  session_ttl_hours: number
  /** ISO 3166-1 alpha-2 in lower case: how a phone number without a country prefix is read. */
  default_country: string
  /** An offer older than this is asked for again before it is paid. */
  evaluation_max_age_s: number
  /** How long a guard on a cart's or payment's route waits for the engine, all in all. */
  guard_timeout_ms: number
  /**
   * Tries to identify, `{ points, duration_s }` each; counted over all processes, and for an IPv6
   * address with its /64 network.
   */
  identify_rate_limit: { per_cart: RateLimit; per_identifier: RateLimit; per_address: RateLimit }
  /** `host`: the shop calls `assertLoyaltyDiscounts` in its own `completeCart.validate` handler. */
  completion_guard: "auto" | "host"
  /** Product or variant metadata that says from which age it may be sold. */
  minimum_age_metadata_key: string
  /** The same, for the merchandise code that the basket carries. */
  merchandise_code_metadata_key: string
  /** The same, for the product code. */
  product_code_metadata_key: string
  /** The same, for the unit of measure. */
  unit_of_measure_metadata_key: string
  /** How long one process may work on an operation or job before another takes it over. */
  lease_s: number
  /** Operations that are sent at most where an event asks for some by name; the job goes by `drain_per_minute`. */
  drain_batch: number
  /** Operations that the job sends in its run of each minute, one run at a time over all processes, so that a backlog does not flood an engine. What an event asks for by name comes beside it. */
  drain_per_minute: number
  /** Decided sessions that nobody touched for so many days leave the hot tables. */
  archive_after_days: number
  /** How many days back decided orders are compared with the engine, every night. */
  reconcile_days: number
  /** An order that nobody has handed over after so many days is listed for a person. */
  handover_overdue_days: number
  /** Whoever scrapes `/loyalty/metrics` must send it as bearer token. */
  metrics_token?: string
  /** Where a process with `workerMode` "worker" serves `/loyalty/health` and `/loyalty/metrics`; nowhere when absent, because Medusa mounts no routes there. */
  worker_port?: number
}

const HOURS_IN_30_DAYS = 720
const SECONDS_IN_A_DAY = 86_400

interface Range {
  min: number
  max: number
  integer: boolean
  /** What is counted; absent for a number that counts nothing. */
  unit?: string
}

/** A finite number in a range; also as text, because environment variables are text. */
function boundedNumber(range: Range) {
  const kind = range.integer ? "a whole number" : "a number"
  const counted = range.unit === undefined ? kind : `${kind} of ${range.unit}`
  const expected = `must be ${counted} from ${range.min} to ${range.max}`
  return z.unknown().transform((value, context): number => {
    const isNumeral = typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim())
    const parsed = isNumeral ? Number(value) : value
    const fits =
      typeof parsed === "number" &&
      Number.isFinite(parsed) &&
      parsed >= range.min &&
      parsed <= range.max &&
      (!range.integer || Number.isInteger(parsed))
    if (!fits) {
      context.addIssue({ code: "custom", message: `${expected}, got ${describe(value)}` })
      return z.NEVER
    }
    return parsed
  })
}

function describe(value: unknown): string {
  if (typeof value === "number") {
    return String(value)
  }
  if (typeof value === "string") {
    return value.trim() === "" ? "an empty text" : JSON.stringify(value.slice(0, 40))
  }
  return value === null ? "null" : `a value of type ${typeof value}`
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null
}

function rateLimit(points: number, duration_s: number) {
  return z
    .strictObject({
      points: boundedNumber({ min: 1, max: 100_000, integer: true, unit: "tries" }),
      duration_s: boundedNumber({ min: 1, max: SECONDS_IN_A_DAY, integer: true, unit: "seconds" }),
    })
    .default({ points, duration_s })
}

const metadataKey = z
  .string("must be a text")
  .regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, dots, dashes or underscores")

const registration = z.looseObject({
  resolve: z.custom<string | ModuleProviderExports>(
    (value) => (typeof value === "string" && value !== "") || isObject(value),
    "must be the path or package of a loyalty provider",
  ),
  id: z
    .string("must be a text")
    .regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits, dashes or underscores")
    .optional(),
  options: z.record(z.string(), z.unknown()).default({}),
})

/** Also what `docs/configuration.md` is made from. */
export const optionsSchema = z.object({
  providers: z.array(registration, "must be a list of loyalty providers").max(50).default([]),
  session_ttl_hours: boundedNumber({
    min: 0.01,
    max: HOURS_IN_30_DAYS,
    integer: false,
    unit: "hours",
  }),
  default_country: z
    .string("must be a two-letter country code such as us")
    .regex(/^[a-zA-Z]{2}$/, "must be a two-letter country code such as us")
    .transform((code) => code.toLowerCase())
    .default("us"),
  evaluation_max_age_s: boundedNumber({
    min: 1,
    max: SECONDS_IN_A_DAY,
    integer: true,
    unit: "seconds",
  }).prefault(900),
  guard_timeout_ms: boundedNumber({
    min: 100,
    max: 60_000,
    integer: true,
    unit: "milliseconds",
  }).prefault(8_000),
  identify_rate_limit: z
    .strictObject({
      per_cart: rateLimit(10, 600),
      per_identifier: rateLimit(10, 600),
      per_address: rateLimit(60, 600),
    })
    .prefault({}),
  completion_guard: z.enum(["auto", "host"], 'must be "auto" or "host"').default("auto"),
  minimum_age_metadata_key: metadataKey.default("minimum_age"),
  merchandise_code_metadata_key: metadataKey.default("merchandise_code"),
  product_code_metadata_key: metadataKey.default("product_code"),
  unit_of_measure_metadata_key: metadataKey.default("unit_of_measure"),
  lease_s: boundedNumber({ min: 30, max: 3_600, integer: true, unit: "seconds" }).prefault(120),
  drain_batch: boundedNumber({ min: 1, max: 500, integer: true, unit: "operations" }).prefault(25),
  drain_per_minute: boundedNumber({
    min: 1,
    max: 100_000,
    integer: true,
    unit: "operations",
  }).prefault(6_000),
  archive_after_days: boundedNumber({ min: 1, max: 3_650, integer: true, unit: "days" }).prefault(
    30,
  ),
  reconcile_days: boundedNumber({ min: 1, max: 90, integer: true, unit: "days" }).prefault(3),
  handover_overdue_days: boundedNumber({ min: 1, max: 365, integer: true, unit: "days" }).prefault(
    14,
  ),
  metrics_token: z
    .string("must be a text")
    .regex(/^[\x21-\x7e]{16,256}$/, "must be 16 to 256 printable characters without spaces")
    .optional(),
  worker_port: boundedNumber({ min: 1, max: 65_535, integer: true }).optional(),
})

/** Environment variables that stand for an option. */
const VARIABLES: Readonly<Record<string, string>> = {
  session_ttl_hours: "SESSION_TTL_HOURS",
  metrics_token: "LOYALTY_METRICS_TOKEN",
  worker_port: "LOYALTY_WORKER_PORT",
}

/** Medusa adds these to every module's options. */
const HOST_OPTIONS = ["database", "manager", "container"]
const KNOWN_OPTIONS = [...Object.keys(optionsSchema.shape), "encryption_keys"]

/**
 * Reads the plugin's options, completed from the environment.
 *
 * @throws Error that names every wrong option and what it must be; it never repeats a secret.
 */
export function parseOptions(
  raw: Record<string, unknown> | undefined,
  env: NodeJS.ProcessEnv = process.env,
): LoyaltyModuleOptions {
  const given = raw ?? {}
  refuseUnknownOptions(given)
  const encryption_keys = parseEncryptionKeys(given.encryption_keys ?? env.LOYALTY_ENCRYPTION_KEYS)
  const result = optionsSchema.safeParse({
    ...given,
    session_ttl_hours: given.session_ttl_hours ?? env.SESSION_TTL_HOURS ?? 24,
    metrics_token: given.metrics_token ?? (env.LOYALTY_METRICS_TOKEN || undefined),
    worker_port: given.worker_port ?? (env.LOYALTY_WORKER_PORT || undefined),
  })
  if (!result.success) {
    const issues = result.error.issues.map((issue) => issueText(issue, given))
    throw new Error(`medusa-plugin-loyalty cannot start: ${issues.join("; ")}`)
  }
  return { ...result.data, encryption_keys }
}

/** A misspelt option would otherwise be ignored and its default used without a word. */
function refuseUnknownOptions(given: Record<string, unknown>): void {
  const unknown = Object.keys(given).filter(
    (key) => !KNOWN_OPTIONS.includes(key) && !HOST_OPTIONS.includes(key),
  )
  if (unknown.length > 0) {
    throw new Error(
      `medusa-plugin-loyalty cannot start: there is no option ${unknown.join(", ")}. ` +
        `Options: ${KNOWN_OPTIONS.join(", ")}`,
    )
  }
}

function issueText(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const path = issue.path.map(String).join(".")
  const variable = given[path] === undefined ? VARIABLES[path] : undefined
  return `option ${path}${variable === undefined ? "" : ` (from ${variable})`} ${issue.message}`
}
