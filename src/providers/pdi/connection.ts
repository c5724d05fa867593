import type { EngineConnection, SettingsIssue } from "../../types/provider"
import type { EngineTarget } from "./client/engine-client"
import { checkUrl, type UrlPolicy } from "./client/url-guard"
import type { PdiOptions } from "./options"
import { readSettings, SETTING_DEFAULTS, type PdiSettings } from "./settings"

/** A store's connection, complete: plugin options filled in, addresses judged. */
export interface ResolvedConnection {
  target: EngineTarget
  site: {
    participant_id: string
    site_id: string
    store_id: string
    channel_id: string
  }
  settings: PdiSettings
}

export type Resolution =
  | { ok: true; connection: ResolvedConnection; settings: PdiSettings }
  | { ok: false; issues: SettingsIssue[] }

type ConnectionInput = Pick<
  EngineConnection,
  "participant_id" | "site_id" | "settings" | "credentials"
> & { store_id?: string; config_version?: number }

interface Credentials {
  client_id: string
  client_secret: string
}

/**
 * The part of a connection that goes into a frozen body. It needs neither address nor secret: an
 * order is finalized even when its store has lost them since, once they are back.
 *
 * @throws Error when the store has no participant or site: such a store cannot be saved
 */
export function frozenConnection(
  connection: EngineConnection,
): Pick<ResolvedConnection, "site" | "settings"> {
  const { participant_id, site_id, store_id } = connection
  if (participant_id === null || site_id === null) {
    throw new Error("The store has no participant and site at the loyalty engine")
  }
  const read = readSettings(connection.settings)
  const settings = read.ok ? read.settings : {}
  const channel_id = settings.channel_id ?? SETTING_DEFAULTS.channel_id
  return { site: { participant_id, site_id, store_id, channel_id }, settings }
}

class Issues {
  readonly list: SettingsIssue[] = []

  add(path: string, message: string): null {
    this.list.push({ path, message })
    return null
  }
}

function identifierOf(issues: Issues, path: string, value: string | null): string | null {
  if (value === null || value.trim() === "") {
    return issues.add(path, "is required")
  }
  return /^[\x20-\x7e]{1,100}$/.test(value)
    ? value
    : issues.add(path, "must be plain ASCII text of at most 100 characters")
}

function addressOf(
  issues: Issues,
  field: { path: string; value: string | null },
  policy: UrlPolicy,
): URL | null {
  if (field.value === null) {
    return issues.add(field.path, "is required: the store has none and the plugin has no default")
  }
  const checked = checkUrl(field.value, policy)
  return checked.ok ? checked.url : issues.add(field.path, checked.message)
}

function ownCredentials(issues: Issues, given: Record<string, string> | null): Credentials | null {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== "")
  for (const [key] of entries) {
    if (key !== "client_id" && key !== "client_secret") {
      issues.add(`credentials.${key}`, "is not a credential of this engine")
    }
  }
  const client_id = given?.["client_id"] ?? ""
  const client_secret = given?.["client_secret"] ?? ""
  if (client_id === "" && client_secret === "") {
    return null
  }
  if (client_id === "") {
    return issues.add("credentials.client_id", "is required together with client_secret")
  }
  if (client_secret === "") {
    return issues.add("credentials.client_secret", "is required together with client_id")
  }
  return { client_id, client_secret }
}

/**
 * The plugin's own credentials go only where an operator sends them: the plugin's own address
 * or a host of `allowed_hosts`. A store's address alone must not be able to collect them.
 */
function sharedCredentials(
  issues: Issues,
  urls: readonly URL[],
  options: PdiOptions,
): Credentials | null {
  const { client_id, client_secret } = options
  if (client_id === null || client_secret === null) {
    return issues.add("credentials.client_id", "is required: the plugin has no default credentials")
  }
  const own = [options.api_url, options.token_url].flatMap((text) =>
    text !== null && URL.canParse(text) ? [new URL(text).origin] : [],
  )
  const trusted = urls.every((url) => options.allowed_hosts !== null || own.includes(url.origin))
  return trusted
    ? { client_id, client_secret }
    : issues.add(
        "credentials.client_id",
        "is required: a store with an address of its own needs credentials of its own",
      )
}

function tokenUrlText(settings: PdiSettings, options: PdiOptions, base: URL | null) {
  const beside_api = base === null ? null : `${base.href.replace(/\/+$/, "")}/oauth/token`
  // The plugin's token address belongs to the plugin's API address, not to a store's own.
  const shared = settings.api_url === undefined ? options.token_url : null
  return settings.token_url ?? shared ?? beside_api
}

/**
 * Completes a store's connection from its settings and the plugin's options.
 *
 * @returns the connection, or every reason why it cannot work, worded for the merchant
 */
export function resolveConnection(input: ConnectionInput, options: PdiOptions): Resolution {
  const read = readSettings(input.settings)
  const issues = new Issues()
  if (!read.ok) {
    issues.list.push(...read.issues)
    return { ok: false, issues: issues.list }
  }
  const { settings } = read
  const participant_id = identifierOf(issues, "participant_id", input.participant_id)
  const site_id = identifierOf(issues, "site_id", input.site_id)
  const api_url = settings.api_url ?? options.api_url
  const base = addressOf(issues, { path: "api_url", value: api_url }, options)
  const token_text = tokenUrlText(settings, options, base)
  const token_url =
    token_text === null
      ? null
      : addressOf(issues, { path: "token_url", value: token_text }, options)
  const own = ownCredentials(issues, input.credentials)
  const urls = [base, token_url].filter((url) => url !== null)
  const half_given = issues.list.some(({ path }) => path.startsWith("credentials."))
  const credentials = own ?? (half_given ? null : sharedCredentials(issues, urls, options))
  if (
    issues.list.length > 0 ||
    participant_id === null ||
    site_id === null ||
    base === null ||
    token_url === null ||
    credentials === null
  ) {
    return { ok: false, issues: issues.list }
  }
  const config_version = input.config_version ?? 0
  const connection: ResolvedConnection = {
    target: {
      base_url: base,
      breaker_key: JSON.stringify([base.href, participant_id, config_version]),
      token_header: settings.token_header ?? SETTING_DEFAULTS.token_header,
      identity: {
        token_url,
        ...credentials,
        auth_style: settings.token_auth_style ?? SETTING_DEFAULTS.token_auth_style,
        scope: options.token_scope,
        params: options.token_params,
        config_version,
      },
    },
    site: {
      participant_id,
      site_id,
      store_id: input.store_id ?? "",
      channel_id: settings.channel_id ?? SETTING_DEFAULTS.channel_id,
    },
    settings,
  }
  return { ok: true, connection, settings }
}
