import { z } from "@medusajs/framework/zod"
import { OPERATIONS, type Operation } from "./client/operations"

const TIMEOUT_DEFAULTS_MS: Record<Operation, number> = {
  identify: 5_000,
  calculate: 8_000,
  finalize: 10_000,
  status: 3_000,
  token: 5_000,
  enroll: 8_000,
  history: 5_000,
  cancel: 5_000,
  reverse: 10_000,
}

const CONNECT_TIMEOUT_DEFAULT_MS = 3_000

function wholeNumber(lowest: number, highest: number, unit: string) {
  return z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= lowest && Number(value) <= highest,
    { error: `must be a whole number of ${unit} from ${lowest} to ${highest}` },
  )
}

const text = z
  .string({ error: "must be a text" })
  .trim()
  .min(1, { error: "must not be empty; remove it or give it a value" })
  .max(2_048, { error: "is longer than 2048 characters" })

/** Which hosts may be called is judged where an address is used; here only whether it is one. */
const address = text.refine(
  (value) => value === "" || (/^https?:\/\/[^/]/i.test(value) && URL.canParse(value)),
  {
    error: 'must be an address such as "https://loyalty.example.com"',
  },
)

const flag = z.boolean({ error: "must be true or false" })

const TOKEN_PARAMS_MAX = 20
const TOKEN_PARAMS = `must be up to ${TOKEN_PARAMS_MAX} texts by name such as { audience: "loyalty" }`
/** What a token request says by itself: said twice, each engine would choose for itself. */
const OWN_TOKEN_PARAM = /^(grant_type|scope|client_.*)$/i

const tokenParams = z
  .record(z.string(), text.regex(/^[\x20-\x7e]*$/, { error: "must be printable ASCII text" }), {
    error: TOKEN_PARAMS,
  })
  .superRefine((params, context) => {
    const names = Object.keys(params)
    if (names.length > TOKEN_PARAMS_MAX) {
      context.addIssue({ code: "custom", message: TOKEN_PARAMS })
    }
    if (!names.every((name) => /^[\x21-\x7e]{1,100}$/.test(name))) {
      const message = "must have names of 1 to 100 printable ASCII characters without spaces"
      context.addIssue({ code: "custom", message })
    }
    for (const name of names.filter((given) => OWN_TOKEN_PARAM.test(given))) {
      const message = "is set by the plugin itself: remove it (a scope is token_scope)"
      context.addIssue({ code: "custom", path: [name], message })
    }
  })

const timeout = wholeNumber(10, 120_000, "milliseconds")

const timeoutsSchema = z.strictObject({
  ...Object.fromEntries(OPERATIONS.map((operation) => [operation, timeout.optional()])),
  connect: timeout.optional(),
})

/** Also what `docs/configuration.md` is made from. */
export const optionsSchema = z.strictObject({
  /** The engine of every store that names none of its own. */
  api_url: address.optional(),
  /** Where tokens are issued; `{api_url}/oauth/token` when absent. */
  token_url: address.optional(),
  /** For stores without credentials of their own. */
  client_id: text.optional(),
  /** For stores without credentials of their own. */
  client_secret: text.optional(),
  /** Scope that a token is asked for. */
  token_scope: text.optional(),
  /** More for the body of each token request, a store's own address included; no secrets. */
  token_params: tokenParams.optional(),
  /** Limit of a call as a whole, repeats included, in milliseconds. */
  timeouts_ms: timeoutsSchema.optional(),
  /** When the circuit breaker of an engine opens, and for how long. */
  breaker: z
    .strictObject({
      consecutive_failures: wholeNumber(1, 1_000, "calls").optional(),
      sample_size: wholeNumber(2, 1_000, "calls").optional(),
      sample_failure_ratio: z
        .custom<number>((value) => typeof value === "number" && value >= 0.1 && value <= 1, {
          error: "must be a number from 0.1 to 1",
        })
        .optional(),
      open_ms: wholeNumber(100, 3_600_000, "milliseconds").optional(),
    })
    .optional(),
  /** Where the plugin may call; every public host without it. */
  allowed_hosts: z
    .array(
      text.regex(/^(\*\.)?[A-Za-z0-9:-]+(\.[A-Za-z0-9-]+)*$/, {
        error: 'must be a host name such as "loyalty.example.com" or "*.example.com"',
      }),
      { error: 'must be a list of host names such as "loyalty.example.com" or "*.example.com"' },
    )
    .min(1, { error: "must name at least one host; remove it to allow every public host" })
    .optional(),
  /** Also loopback and private networks; never link-local, metadata and reserved ones. */
  allow_private_addresses: flag.optional(),
  /** Plain HTTP; refused in production. On loopback it is allowed outside production anyway. */
  allow_http: flag.optional(),
  /** Connections to one engine. */
  max_connections: wholeNumber(1, 1_000, "connections").optional(),
  /** Whether an amount off with a quantity limit counts per unit or once for the line. */
  amount_off_basis: z.enum(["unit", "line"], { error: 'must be "unit" or "line"' }).optional(),
  /** Whether a percentage off the whole purchase is applied; if not, it is skipped. */
  ticket_percent_off: flag.optional(),
})

/** The options of the registration in medusa-config.ts, complete. */
export interface PdiOptions {
  /** The engine of every store that names none of its own. */
  api_url: string | null
  token_url: string | null
  client_id: string | null
  client_secret: string | null
  token_scope: string | null
  token_params: Record<string, string>
  timeouts_ms: Record<Operation, number>
  connect_timeout_ms: number
  breaker: {
    consecutive_failures: number
    sample_size: number
    sample_failure_ratio: number
    open_ms: number
  }
  allowed_hosts: string[] | null
  allow_private_addresses: boolean
  allow_http: boolean
  allow_http_on_loopback: boolean
  max_connections: number
  /** Whether `amountOff` with a quantity limit is per unit or once per line (contract 1.3). */
  amount_off_basis: "unit" | "line"
  /** Whether `percentOff` of the ticket is applied (contract 1.3). */
  ticket_percent_off: boolean
}

type Environment = Record<string, string | undefined>

/** The only place that reads the environment. */
const ENVIRONMENT_NAMES = {
  api_url: "PDI_API_URL",
  client_id: "PDI_CLIENT_ID",
  client_secret: "PDI_CLIENT_SECRET",
} as const

function withEnvironment(given: Record<string, unknown>, environment: Environment) {
  const merged: Record<string, unknown> = { ...given }
  const issues: string[] = []
  for (const [option, name] of Object.entries(ENVIRONMENT_NAMES)) {
    const value = environment[name]
    if (merged[option] !== undefined || value === undefined) {
      continue
    }
    merged[option] = value
    if (value.trim() === "") {
      issues.push(`the environment variable ${name} is empty; unset it or give it a value`)
    }
  }
  return { merged, issues }
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => [...issue.path, key].map(String).join("."))
    return `${keys.join(", ")}: unknown option`
  }
  return `${issue.path.map(String).join(".") || "options"} ${issue.message}`
}

/**
 * Reads the options of the registration, with `PDI_API_URL`, `PDI_CLIENT_ID` and
 * `PDI_CLIENT_SECRET` as defaults.
 *
 * @throws Error at boot, naming every option that is wrong and what it must be
 */
export function parseOptions(
  given: Record<string, unknown> = {},
  environment: Environment = process.env,
): PdiOptions {
  const { merged, issues } = withEnvironment(given, environment)
  const parsed = optionsSchema.safeParse(merged)
  const production = environment["NODE_ENV"] === "production"
  if (!parsed.success && issues.length === 0) {
    issues.push(...parsed.error.issues.map(sentenceOf))
  }
  if (production && given["allow_http"] === true) {
    issues.push("allow_http is for development and tests; use https in production")
  }
  if (!parsed.success || issues.length > 0) {
    throw new Error(`medusa-plugin-loyalty, provider "pdi": ${issues.join("; ")}`)
  }
  return complete(parsed.data, production)
}

function complete(data: z.output<typeof optionsSchema>, production: boolean): PdiOptions {
  const { connect, ...timeouts } = { ...data.timeouts_ms } as Record<string, number | undefined>
  const given = Object.entries(timeouts).filter(([, value]) => value !== undefined)
  return {
    api_url: data.api_url ?? null,
    token_url: data.token_url ?? null,
    client_id: data.client_id ?? null,
    client_secret: data.client_secret ?? null,
    token_scope: data.token_scope ?? null,
    token_params: data.token_params ?? {},
    timeouts_ms: { ...TIMEOUT_DEFAULTS_MS, ...Object.fromEntries(given) },
    connect_timeout_ms: connect ?? CONNECT_TIMEOUT_DEFAULT_MS,
    breaker: {
      consecutive_failures: data.breaker?.consecutive_failures ?? 5,
      sample_size: data.breaker?.sample_size ?? 20,
      sample_failure_ratio: data.breaker?.sample_failure_ratio ?? 0.5,
      open_ms: data.breaker?.open_ms ?? 30_000,
    },
    allowed_hosts: data.allowed_hosts ?? null,
    allow_private_addresses: data.allow_private_addresses ?? false,
    allow_http: data.allow_http ?? false,
    allow_http_on_loopback: !production,
    max_connections: data.max_connections ?? 32,
    amount_off_basis: data.amount_off_basis ?? "unit",
    ticket_percent_off: data.ticket_percent_off ?? false,
  }
}
