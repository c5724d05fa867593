import type { Context } from "@medusajs/framework/types"
import { InjectManager, MedusaContext } from "@medusajs/framework/utils"

import type { EngineConnection } from "../../../types/provider"
import { isLoyaltyError, LoyaltyError } from "../domain/errors"
import { resolveStore, type StoreDefaults } from "../domain/store-resolution"
import { LoyaltyServiceBase } from "./base"
import { engineSettings } from "./config-checks"
import * as store from "./config-store"
import type {
  CompletionGuardState,
  ConnectionRef,
  SealedStoreConfig,
  StoreConfigRow,
  StoreConfigView,
  StoreConfigWithChannels,
} from "./config-types"

const OPENED_MAX = 1_000

interface OpenedConfig {
  config: StoreConfigRow
  credentials: Record<string, string> | null
}

/** Stores' loyalty: which store a cart belongs to, and how its engine is reached. */
export class ConnectionService extends LoyaltyServiceBase {
  private readonly opened_ = new Map<string, OpenedConfig>()
  private guard_: { state: CompletionGuardState; detail: string | null } | null = null

  /** Whether discounts are checked at completion; no store can be switched on without it. */
  completionGuardState(): CompletionGuardState {
    return this.guard_?.state ?? (this.options_.completion_guard === "host" ? "host" : "pending")
  }

  /** Why the guard is not held, for health; no secret and no personal data. */
  completionGuardDetail(): string | null {
    return this.guard_?.detail ?? null
  }

  /** Milliseconds that the database took to answer. */
  @InjectManager()
  async databaseLatency(@MedusaContext() sharedContext: Context = {}): Promise<number> {
    const started = performance.now()
    await store.ping(this.em_(sharedContext))
    return Math.round(performance.now() - started)
  }

  /** Called once by the start of the application with the outcome of registering the guard. */
  setCompletionGuardState(state: CompletionGuardState, detail?: string): void {
    this.guard_ = { state, detail: detail ?? null }
  }

  /**
   * The loyalty of the store that a sales channel belongs to, enabled or not, or null. One indexed
   * read. Where no store names the channel and `storesLookup` is given, the store whose default
   * channel it is, or the only store, is taken; without an enabled store it is never called.
   */
  @InjectManager()
  async storeConfigForChannel(
    sales_channel_id: string | null,
    storesLookup?: () => Promise<readonly StoreDefaults[]>,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<StoreConfigRow | null> {
    const found = await store.readForChannel(this.em_(sharedContext), {
      sales_channel_id,
      with_candidates: storesLookup !== undefined,
    })
    const owner = found.find((row) => row.owns_channel)
    if (owner || found.length === 0 || !storesLookup) {
      return owner ?? null
    }
    const store_id = resolveStore(sales_channel_id, [], await storesLookup())
    return found.find((row) => row.store_id === store_id) ?? null
  }

  /** The loyalty of one store, enabled or not, or null. */
  @InjectManager()
  async storeConfig(
    store_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<StoreConfigWithChannels | null> {
    const [row] = await store.readWithChannels(this.em_(sharedContext), [store_id])
    return row ?? null
  }

  /** The loyalty of the given stores, or of all, with their channels; by store id. */
  @InjectManager()
  async listStoreConfigsWithChannels(
    filter: { store_ids?: string[] } = {},
    @MedusaContext() sharedContext: Context = {},
  ): Promise<StoreConfigWithChannels[]> {
    return store.readWithChannels(this.em_(sharedContext), filter.store_ids ?? null)
  }

  /** What Admin may see: whether there are credentials and how their id ends, never the secrets. */
  storeConfigView(config: StoreConfigWithChannels): StoreConfigView {
    return {
      id: config.id,
      store_id: config.store_id,
      provider_id: config.provider_id,
      enabled: config.enabled,
      participant_id: config.participant_id,
      site_id: config.site_id,
      finalize_on: config.finalize_on,
      sales_channel_ids: config.sales_channel_ids,
      settings: config.settings,
      has_credentials: config.has_credentials,
      client_id_hint: config.client_id_hint,
      config_version: config.config_version,
      created_at: config.created_at,
      updated_at: config.updated_at,
    }
  }

  /**
   * How to reach a store's engine, with credentials opened in memory. Settings and credentials are
   * the store's present ones; a session keeps its participant and site.
   *
   * @param present what `nextMessageAndConfig` has just read: nothing is read then
   * @throws LoyaltyError `credentials_unreadable` when they do not open, `loyalty_disabled` when
   *   the store has no loyalty any more, `invalid_settings` when it has another engine now.
   */
  @InjectManager()
  async connectionFor(
    ref: StoreConfigRow | ConnectionRef,
    present?: SealedStoreConfig,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<EngineConnection> {
    // Only a freshly read row proves that a version is the present one; a session's may be older.
    const is_row = "settings" in ref && "finalize_on" in ref
    const cached = is_row ? this.opened_.get(openedKey(ref)) : undefined
    const opened = cached ?? (await this.openConfig_(ref.store_id, present, sharedContext))
    const { config, credentials } = opened
    if (config.provider_id !== ref.provider_id) {
      throw new LoyaltyError(
        "invalid_settings",
        `Store ${ref.store_id} uses the engine "${config.provider_id}" now, ` +
          `not "${ref.provider_id}"`,
      )
    }
    const place = is_row ? config : ref
    return {
      store_id: config.store_id,
      // Rows of sessions keep an empty text where the engine knows neither.
      participant_id: place.participant_id || null,
      site_id: place.site_id || null,
      settings: engineSettings(config.settings),
      credentials,
      config_version: config.config_version,
    }
  }

  /**
   * Row and credentials come from one statement: read apart, a change between them could send new
   * credentials to the old address.
   */
  private async openConfig_(
    store_id: string,
    present: SealedStoreConfig | undefined,
    sharedContext: Context,
  ): Promise<OpenedConfig> {
    const found = present ?? (await store.readWithSealed(this.em_(sharedContext), store_id))
    if (!found) {
      throw new LoyaltyError("loyalty_disabled", `Store ${store_id} has no loyalty configuration`)
    }
    const { sealed, ...config } = found
    const opened = { config, credentials: this.openCredentials_(config.id, sealed) }
    if (this.opened_.size >= OPENED_MAX) {
      this.opened_.clear()
    }
    this.opened_.set(openedKey(config), opened)
    return opened
  }

  protected openCredentials_(config_id: string, sealed: string | null) {
    return sealed === null ? null : this.openJson_(sealed, credentialAad(config_id))
  }

  protected openJson_(sealed: string, aad: string): Record<string, string> {
    return JSON.parse(this.keyring_.open(sealed, aad)) as Record<string, string>
  }

  /** Whether credentials open as they are stored now, whatever is kept open in memory. */
  protected opensCredentials_(store_config_id: string, sealed: string): boolean {
    try {
      this.openJson_(sealed, credentialAad(store_config_id))
      return true
    } catch (error) {
      if (isLoyaltyError(error)) {
        return false
      }
      throw error
    }
  }

  /**
   * Seals credentials on their way to `saveStoreConfig`: a workflow's input is kept, so no plain
   * secret may be in it.
   */
  sealCredentialsInput(store_id: string, credentials: Record<string, string>): string {
    return this.keyring_.seal(JSON.stringify(credentials), inputAad(store_id))
  }
}

function openedKey(config: Pick<StoreConfigRow, "id" | "config_version">): string {
  return `${config.id}:${config.config_version}`
}

/** What a store's sealed credentials are bound to. */
export function credentialAad(config_id: string): string {
  return `store-credential:${config_id}`
}

/** What credentials on their way to `saveStoreConfig` are bound to. */
export function inputAad(store_id: string): string {
  return `store-credential-input:${store_id}`
}
