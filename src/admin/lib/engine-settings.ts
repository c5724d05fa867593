/**
 * The settings of the engines that this plugin ships, as a form shows them. The server decides
 * what is allowed; an engine that is not listed here gets a plain text form.
 */
export type SettingField =
  | { key: string; kind: "text"; group: "connection" | "details"; placeholder?: string }
  | { key: string; kind: "choice"; group: "connection" | "details"; choices: readonly string[] }
  | { key: string; kind: "flag"; group: "features" }

const PDI: readonly SettingField[] = [
  { key: "api_url", kind: "text", group: "connection", placeholder: "https://loyalty.example.com" },
  { key: "token_url", kind: "text", group: "details" },
  { key: "token_auth_style", kind: "choice", group: "details", choices: ["basic", "body"] },
  {
    key: "token_header",
    kind: "choice",
    group: "details",
    choices: ["authorization", "access_token"],
  },
  { key: "phone_format", kind: "choice", group: "details", choices: ["nanp", "e164"] },
  { key: "channel_id", kind: "text", group: "details", placeholder: "POS-001" },
  { key: "time_zone", kind: "text", group: "details", placeholder: "America/New_York" },
  { key: "supports_reverse", kind: "flag", group: "features" },
  { key: "supports_cancel", kind: "flag", group: "features" },
  { key: "supports_enroll", kind: "flag", group: "features" },
  { key: "supports_history", kind: "flag", group: "features" },
]

const ENGINES: Readonly<Record<string, readonly SettingField[]>> = { pdi: PDI }

/** The form of an engine's settings, or null for an engine that we do not know. */
export const settingFieldsOf = (provider_id: string): readonly SettingField[] | null =>
  ENGINES[provider_id] ?? null

/** The address that Admin shows of a store's engine, when its settings name one. */
export function engineAddressOf(settings: Record<string, unknown>): string | null {
  const address = settings["api_url"]
  return typeof address === "string" && address !== "" ? address : null
}

const COMMON_FIELDS =
  /^(provider_id|participant_id|site_id|finalize_on|sales_channel_ids|age_gate|auto_enroll|notification|credentials)(\.|$)/

/** Whether the form has a place for what the server says about a field. */
export function hasField(path: string, provider_id: string): boolean {
  const fields = settingFieldsOf(provider_id)
  return COMMON_FIELDS.test(path) || (fields?.some(({ key }) => key === path) ?? false)
}
