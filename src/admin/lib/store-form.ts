import type {
  AdminLoyaltyStoreConfig,
  AdminUpdateLoyaltyStoreConfig,
  LoyaltyFinalizeOn,
} from "../../types/http/admin"
import { settingFieldsOf } from "./engine-settings"

export const FINALIZE_ON: readonly LoyaltyFinalizeOn[] = [
  "fulfillment",
  "delivery",
  "order_completed",
  "order_placed",
]

export interface MessageRow {
  channel: string
  template: string
}

/** As many as the server accepts. */
export const MESSAGES_MAX = 5

/** A store's loyalty while it is edited; secrets are not part of it, they stay in their inputs. */
export interface StoreForm {
  provider_id: string
  participant_id: string
  site_id: string
  finalize_on: LoyaltyFinalizeOn
  sales_channel_ids: string[]
  /** An empty text stands for "not set": the engine's or the plugin's default. */
  texts: Record<string, string>
  flags: Record<string, boolean>
  /** How members hear of their points; a row without channel and template is not sent. */
  messages: MessageRow[]
  /** Settings of an engine that has no form, as JSON. */
  raw: string
}

/** Switches of every engine's stores. */
export const COMMON_FLAGS = ["age_gate", "auto_enroll"] as const

/** Settings of every engine's stores, which the form has fields for whatever the engine. */
const COMMON_KEYS: ReadonlySet<string> = new Set([...COMMON_FLAGS, "notification"])

/** The form as it starts. */
export function formOf(
  config: AdminLoyaltyStoreConfig | null,
  provider_ids: readonly string[],
): StoreForm {
  const provider_id = config?.provider_id ?? provider_ids[0] ?? ""
  return {
    provider_id,
    participant_id: config?.participant_id ?? "",
    site_id: config?.site_id ?? "",
    finalize_on: config?.finalize_on ?? "fulfillment",
    sales_channel_ids: config?.sales_channel_ids ?? [],
    ...settingsOf(config?.settings ?? {}),
  }
}

/** The form once another engine was chosen: what was stored as JSON is its own engine's. */
export function withEngine(
  provider_id: string,
  config: AdminLoyaltyStoreConfig | null,
): Pick<StoreForm, "provider_id" | "raw"> {
  const settings = config?.provider_id === provider_id ? config.settings : {}
  return { provider_id, raw: settingsOf(settings).raw }
}

type SettingsPart = Pick<StoreForm, "texts" | "flags" | "messages" | "raw">

function settingsOf(settings: Record<string, unknown>): SettingsPart {
  const entries = Object.entries(settings)
  const own = Object.fromEntries(entries.filter(([key]) => !COMMON_KEYS.has(key)))
  return {
    texts: Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    flags: Object.fromEntries(
      entries.filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean"),
    ),
    messages: messagesOf(settings),
    raw: Object.keys(own).length > 0 ? JSON.stringify(own, undefined, 2) : "",
  }
}

/** The setting `notification` is one message or a list of them. */
function messagesOf(settings: Record<string, unknown>): MessageRow[] {
  const given = (settings["notification"] ?? []) as
    Record<string, unknown> | Record<string, unknown>[]
  return [given]
    .flat()
    .map(({ channel, template }) => ({ channel: textOf(channel), template: textOf(template) }))
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

/** Thrown by `changeOf` when the settings of an engine without a form are no JSON object. */
export class NotJsonError extends Error {}

/**
 * What a save sends: what differs from what is stored, with null for what was emptied. What somebody
 * else changed meanwhile and this form did not touch stays as they have it.
 *
 * @throws NotJsonError
 */
export function changeOf(
  form: StoreForm,
  config: AdminLoyaltyStoreConfig | null,
): AdminUpdateLoyaltyStoreConfig {
  const stored = storedSettings(form, config)
  const settings = Object.fromEntries(
    Object.entries(wantedSettings(form, stored)).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(stored[key] ?? null),
    ),
  )
  const wanted = {
    provider_id: form.provider_id,
    participant_id: form.participant_id.trim() || null,
    site_id: form.site_id.trim() || null,
    finalize_on: form.finalize_on,
    sales_channel_ids: form.sales_channel_ids,
  }
  const stays = ([key, value]: [string, unknown]): boolean =>
    config !== null && asText(config[key as keyof typeof wanted] ?? null) === asText(value)
  return {
    ...Object.fromEntries(Object.entries(wanted).filter((entry) => !stays(entry))),
    ...(Object.keys(settings).length > 0 && { settings }),
  }
}

/** What the server lays a change over: of another engine it keeps what every engine's stores have. */
function storedSettings(
  form: StoreForm,
  config: AdminLoyaltyStoreConfig | null,
): Record<string, unknown> {
  const settings = config?.settings ?? {}
  return config?.provider_id === form.provider_id
    ? settings
    : Object.fromEntries(Object.entries(settings).filter(([key]) => COMMON_KEYS.has(key)))
}

/** Channels have no order. */
const asText = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? [...(value as string[])].sort() : value)

function wantedSettings(form: StoreForm, stored: Record<string, unknown>): Record<string, unknown> {
  return {
    ...engineSettings(form, stored),
    ...Object.fromEntries(COMMON_FLAGS.map((key) => [key, form.flags[key] || null])),
    notification: wantedMessages(form.messages, stored),
  }
}

function wantedMessages(rows: MessageRow[], stored: Record<string, unknown>): unknown {
  const messages = rows
    .map(({ channel, template }) => ({ channel: channel.trim(), template: template.trim() }))
    .filter(({ channel, template }) => channel || template)
  if (messages.length === 0) {
    return null
  }
  // One is saved as it always was, unless the store has a list: a save that changes nothing sends nothing.
  const isList = messages.length > 1 || Array.isArray(stored["notification"])
  return isList ? messages : messages[0]
}

function engineSettings(form: StoreForm, stored: Record<string, unknown>): Record<string, unknown> {
  const fields = settingFieldsOf(form.provider_id)
  if (!fields) {
    const emptied = Object.keys(stored).filter((key) => !COMMON_KEYS.has(key))
    return { ...Object.fromEntries(emptied.map((key) => [key, null])), ...parsed(form.raw) }
  }
  return Object.fromEntries(
    fields.map(({ key, kind }) => [
      key,
      kind === "flag" ? form.flags[key] || null : form.texts[key]?.trim() || null,
    ]),
  )
}

function parsed(raw: string): Record<string, unknown> {
  if (raw.trim() === "") {
    return {}
  }
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch {
    throw new NotJsonError()
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new NotJsonError()
  }
  return value as Record<string, unknown>
}

/** Whether credentials that are stored have to be given again, because they would go elsewhere. */
export function movesCredentials(form: StoreForm, config: AdminLoyaltyStoreConfig | null): boolean {
  return (
    config?.provider_id === form.provider_id &&
    ["api_url", "token_url"].some(
      (key) => (form.texts[key]?.trim() ?? "") !== textOf(config.settings[key]),
    )
  )
}
