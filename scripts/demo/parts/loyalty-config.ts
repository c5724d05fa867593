import type { Demo, DemoStore } from "../lib/demo-file"
import { HttpError, requestJson } from "../lib/http"
import { SIMULATOR_CLIENT } from "./simulator"

interface StoreConfig {
  settings?: Record<string, unknown> | null
}

interface StoreListItem {
  id: string
  config: StoreConfig | null
}

/** What the demo needs to switch loyalty on. */
export interface LoyaltyTarget extends Pick<Demo, "backend_url" | "admin"> {
  stores: DemoStore[]
  simulator_url: string
  /** Where the simulator was at the last start: a store that still points there is moved. */
  previousSimulatorUrl: string | undefined
}

/** What happened to the stores' loyalty settings. */
export type LoyaltyOutcome =
  { kind: "set"; stores: number } | { kind: "kept" } | { kind: "signed out" }

/**
 * Switches loyalty on for every store that has no settings yet, as a merchant would in Admin. What
 * a person set stays.
 */
export async function configureLoyalty(target: LoyaltyTarget): Promise<LoyaltyOutcome> {
  const token = await signIn(target)
  if (token === undefined) {
    return { kind: "signed out" }
  }
  const headers = { authorization: `Bearer ${token}` }
  const base = `${target.backend_url}/admin/loyalty/stores`
  const { stores } = await requestJson<{ stores: StoreListItem[] }>(base, { headers })
  let changed = 0
  for (const store of target.stores) {
    const config = stores.find(({ id }) => id === store.store_id)?.config ?? null
    const body = changeFor(store, config, target)
    if (body !== undefined) {
      await requestJson(`${base}/${store.store_id}/config`, { method: "POST", headers, body })
      changed += 1
    }
  }
  return changed === 0 ? { kind: "kept" } : { kind: "set", stores: changed }
}

/** Signs in to Admin; undefined when the password is no longer ours. */
export async function signIn({
  backend_url,
  admin,
}: Pick<Demo, "backend_url" | "admin">): Promise<string | undefined> {
  try {
    const url = `${backend_url}/auth/user/emailpass`
    const { token } = await requestJson<{ token: string }>(url, { method: "POST", body: admin })
    return token
  } catch (error) {
    if (error instanceof HttpError && error.status === 401) {
      return undefined
    }
    throw error
  }
}

/**
 * What to send for a store, or undefined to leave it as it is. A move to another address carries
 * the credentials: Admin never sends stored ones to a place they were not entered for.
 */
export function changeFor(
  store: DemoStore,
  config: StoreConfig | null,
  target: Pick<LoyaltyTarget, "simulator_url" | "previousSimulatorUrl">,
): Record<string, unknown> | undefined {
  const { simulator_url, previousSimulatorUrl } = target
  if (config === null) {
    return firstConfig(store, simulator_url)
  }
  const { settings } = config
  const api_url = settings?.["api_url"]
  if (api_url === undefined || api_url !== previousSimulatorUrl || api_url === simulator_url) {
    return undefined
  }
  return { settings: { ...settings, api_url: simulator_url }, credentials: SIMULATOR_CLIENT }
}

const firstConfig = (store: DemoStore, api_url: string): Record<string, unknown> => ({
  enabled: true,
  provider_id: "pdi",
  participant_id: "ACME",
  site_id: store.site_id,
  finalize_on: "fulfillment",
  sales_channel_ids: [store.sales_channel_id],
  settings: {
    api_url,
    phone_format: "nanp",
    age_gate: true,
    supports_reverse: true,
    supports_cancel: true,
    supports_enroll: true,
    supports_history: true,
    // The shop promises membership to whoever registers with a phone number.
    auto_enroll: true,
  },
  credentials: SIMULATOR_CLIENT,
})
