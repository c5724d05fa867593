import { z } from "@medusajs/framework/zod"
import type { Capability, SettingsIssue } from "../../types/provider"

const text = z
  .string({ error: "must be a text" })
  .trim()
  .min(1, { error: "must not be empty" })
  .max(2_048, { error: "is longer than 2048 characters" })

const flag = z.boolean({ error: "must be true or false" })

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== ""
  } catch {
    return false
  }
}

/** Also what `docs/configuration.md` is made from. */
export const settingsSchema = z.strictObject({
  /** Engine of this store; the provider's when absent. A change asks for the credentials again. */
  api_url: text.optional(),
  /** Where this store's tokens are issued. */
  token_url: text.optional(),
  /** Header that carries the token. */
  token_header: z
    .enum(["authorization", "access_token"], {
      error: 'must be "authorization" or "access_token"',
    })
    .optional(),
  /** How the credentials are sent for a token. */
  token_auth_style: z.enum(["basic", "body"], { error: 'must be "basic" or "body"' }).optional(),
  /** How phone numbers are written to the engine. */
  phone_format: z.enum(["nanp", "e164"], { error: 'must be "nanp" or "e164"' }).optional(),
  /** The virtual register. */
  channel_id: text
    .max(100, { error: "is longer than 100 characters" })
    .regex(/^[\x20-\x7e]*$/, { error: "must be plain ASCII text" })
    .optional(),
  /** Decides the business date. */
  time_zone: text
    .refine(isTimeZone, { error: 'must be an IANA time zone such as "America/New_York"' })
    .optional(),
  /** Whether this engine takes points back. */
  supports_reverse: flag.optional(),
  /** Whether this engine takes a cancelled session. */
  supports_cancel: flag.optional(),
  /** Whether this engine can make accounts. */
  supports_enroll: flag.optional(),
  /** Whether this engine tells a member's history. */
  supports_history: flag.optional(),
})

/** What holds for a store that does not say; also the defaults in `docs/configuration.md`. */
export const SETTING_DEFAULTS = {
  token_header: "authorization",
  token_auth_style: "basic",
  phone_format: "nanp",
  channel_id: "POS-001",
  time_zone: "UTC",
  supports_reverse: false,
  supports_cancel: false,
  supports_enroll: false,
  supports_history: false,
} as const

/** A store's settings as they are saved: what the merchant gave, and nothing more. */
export type PdiSettings = z.output<typeof settingsSchema>

export type SettingsRead =
  { ok: true; settings: PdiSettings } | { ok: false; issues: SettingsIssue[] }

function issuesOf(issue: z.core.$ZodIssue): SettingsIssue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: key, message: "is not a setting of this engine" }))
  }
  return [{ path: issue.path.map(String).join("."), message: issue.message }]
}

/** Reads a store's settings; a key nobody knows is refused by its name. */
export function readSettings(given: Record<string, unknown>): SettingsRead {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  const parsed = settingsSchema.safeParse(Object.fromEntries(entries))
  return parsed.success
    ? { ok: true, settings: parsed.data }
    : { ok: false, issues: parsed.error.issues.flatMap(issuesOf) }
}

const FLAGS: ReadonlyMap<keyof PdiSettings, Capability> = new Map([
  ["supports_enroll", "enrol"],
  ["supports_history", "history"],
  ["supports_cancel", "cancel"],
  ["supports_reverse", "reverse"],
] as const)

/** Contract 1.7: every optional ability is off until the store says the engine has it. */
export function capabilitiesOf(settings: Record<string, unknown>): ReadonlySet<Capability> {
  return new Set([...FLAGS].filter(([key]) => settings[key] === true).map(([, name]) => name))
}
