import { z } from "@medusajs/framework/zod"

import type { SettingsIssue } from "../../../types/provider"
import { LoyaltyError } from "../domain/errors"
import type { FinalizePolicy } from "../domain/finalize-policy"
import type { CompletionGuardState, SaveStoreConfigInput, StoreConfigRow } from "./config-types"

const SETTINGS_BYTES_MAX = 16_384

/** A configuration as it would be after a save. */
export interface NextConfig {
  provider_id: string
  enabled: boolean
  participant_id: string | null
  site_id: string | null
  finalize_on: FinalizePolicy
  settings: Record<string, unknown>
}

const MESSAGES_MAX = 5

const message = z.strictObject(
  {
    channel: z.string("must be a text").min(1, "must not be empty").max(64, "is too long"),
    template: z.string("must be a text").min(1, "must not be empty").max(200, "is too long"),
  },
  "must have a channel and a template, and nothing else",
)

const messages = z
  .array(message)
  .max(MESSAGES_MAX, `has more than ${MESSAGES_MAX} messages`)
  .refine(
    (list) => new Set(list.map(({ channel }) => channel)).size === list.length,
    "must name each channel once",
  )

const flag = z.boolean("must be true or false").optional()

/** Settings that every engine's stores have; the engine checks its own. */
const settingsWith = <T extends z.ZodType>(notification: T) =>
  z.object({ auto_enroll: flag, age_gate: flag, notification: notification.optional() })

const oneMessage = settingsWith(message)
const severalMessages = settingsWith(messages)

const MODULE_KEYS: ReadonlySet<string> = new Set(Object.keys(oneMessage.shape))

/** The settings of a store that its engine is asked about, without those that are the module's. */
export function engineSettings(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !MODULE_KEYS.has(key)))
}

/** What an engine made of its settings, with the module's own beside them. */
export function withModuleSettings(
  checked: Record<string, unknown>,
  settings: Record<string, unknown>,
): Record<string, unknown> {
  return { ...checked, ...moduleSettings(settings) }
}

function moduleSettings(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => MODULE_KEYS.has(key)))
}

/** Lays the changes over what is stored. */
export function mergeConfig(
  current: StoreConfigRow | null,
  input: SaveStoreConfigInput,
  provider_ids: readonly string[],
): NextConfig {
  const provider_id = input.provider_id ?? current?.provider_id ?? onlyProvider(provider_ids)
  const kept = current?.settings ?? {}
  return {
    provider_id,
    enabled: input.enabled ?? current?.enabled ?? false,
    participant_id: trimmed(input.participant_id, current?.participant_id),
    site_id: trimmed(input.site_id, current?.site_id),
    finalize_on: input.finalize_on ?? current?.finalize_on ?? "fulfillment",
    settings: mergeSettings(
      // Another engine's settings mean nothing to this one.
      current?.provider_id === provider_id ? kept : moduleSettings(kept),
      input.settings ?? {},
    ),
  }
}

function onlyProvider(provider_ids: readonly string[]): string {
  const [only, ...others] = provider_ids
  if (only === undefined || others.length > 0) {
    const choices = provider_ids.join(", ") || "none is registered in medusa-config"
    throw invalid([{ path: "provider_id", message: `is required; choices: ${choices}` }])
  }
  return only
}

function trimmed(given: string | null | undefined, stored: string | null | undefined) {
  const value = given === undefined ? (stored ?? null) : given
  return value?.trim() || null
}

function mergeSettings(kept: Record<string, unknown>, given: Record<string, unknown>) {
  const entries = Object.entries({ ...kept, ...given })
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined))
}

/** Refuses what the module itself can see in the settings, before any engine is asked. */
export function checkModuleSettings(settings: Record<string, unknown>): void {
  if (Buffer.byteLength(JSON.stringify(settings)) > SETTINGS_BYTES_MAX) {
    throw invalid([{ path: "settings", message: `are larger than ${SETTINGS_BYTES_MAX} bytes` }])
  }
  // Two schemas, not a union: a union could not say what is wrong with the one that was meant.
  const isList = Array.isArray(settings["notification"])
  const parsed = (isList ? severalMessages : oneMessage).safeParse(settings)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({
      path: path.map(String).join("."),
      message,
    }))
    throw invalid(issues)
  }
}

/**
 * The issues that stand in the way of this save. A store that is off may be saved half filled:
 * what nobody has given yet is asked for when the store is switched on.
 */
export function blockingIssues(
  issues: readonly SettingsIssue[],
  next: NextConfig,
  credentials: Record<string, string> | null,
): SettingsIssue[] {
  if (next.enabled) {
    return [...issues]
  }
  const given: Record<string, unknown> = {
    ...next.settings,
    participant_id: next.participant_id,
    site_id: next.site_id,
    credentials,
  }
  return issues.filter(({ path }) => {
    const value = given[path.split(".")[0] ?? ""]
    return value !== undefined && value !== null
  })
}

/** The settings that say where secrets go and that this save would change. */
export function changedSecretBound(
  bound: readonly string[],
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): string[] {
  return bound.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
}

/**
 * Whether what open sessions were granted says nothing of the store any more: its loyalty is off, or
 * another engine, account or site answers for it, at another address or to other credentials. What
 * an age-restricted line was granted says nothing either once the store's `age_gate` has changed.
 *
 * @param bound settings that say where the engine is
 */
export function outdatesSessions(
  current: StoreConfigRow | null,
  { next, bound, sends_credentials }: OutdatingChange,
): boolean {
  if (!current || !next.enabled || sends_credentials) {
    return true
  }
  const fields = ["provider_id", "participant_id", "site_id"] as const
  return (
    fields.some((field) => current[field] !== next[field]) ||
    hasAgeGate(current) !== hasAgeGate(next) ||
    changedSecretBound(bound, current.settings, next.settings).length > 0
  )
}

const hasAgeGate = ({ settings }: Pick<NextConfig, "settings">): boolean =>
  settings["age_gate"] === true

interface OutdatingChange {
  next: NextConfig
  bound: readonly string[]
  sends_credentials: boolean
}

const GUARD_PROBLEMS: Record<Exclude<CompletionGuardState, "held" | "host">, string> = {
  pending:
    "the check of discounts at completion is not in place yet because the application is still " +
    "starting. Try again in a moment",
  taken:
    "another plugin or your own code already handles the hook completeCart.validate, so discounts " +
    "would not be checked when a payment webhook completes a cart. Call assertLoyaltyDiscounts " +
    'in that handler, set the plugin option completion_guard to "host" and restart',
  failed:
    "the check of discounts at completion could not be registered. Read the server's log, " +
    "repair the cause and restart",
}

/** Without the check at completion, a shrunk cart could leave with more discount than granted. */
export function checkGuard(state: CompletionGuardState): void {
  if (state !== "held" && state !== "host") {
    throw new LoyaltyError(
      "not_allowed",
      `Loyalty cannot be switched on: ${GUARD_PROBLEMS[state]}.`,
      { context: { completion_guard: state } },
    )
  }
}

/** An `invalid_settings` error that names every field. */
export function invalid(issues: readonly SettingsIssue[]): LoyaltyError {
  return new LoyaltyError(
    "invalid_settings",
    issues.map(({ path, message }) => `${path} ${message}`).join("; "),
    { context: { issues } },
  )
}

/** The last characters by which a person recognises the credentials. */
export function hintOf(credentials: Record<string, string>): string {
  const client_id = credentials["client_id"] ?? ""
  return client_id === "" ? "" : `…${client_id.slice(-4)}`
}
