import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { EngineConnection } from "../../../types/provider"
import { isLoyaltyError, LoyaltyError } from "../domain/errors"
import { resolveStore, type StoreDefaults } from "../domain/store-resolution"
import { LoyaltyServiceBase } from "./base"
import {
  blockingIssues,
  changedSecretBound,
  checkComplete,
  checkGuard,
  checkModuleSettings,
  hintOf,
  invalid,
  mergeConfig,
  type NextConfig,
} from "./config-checks"
import * as store from "./config-store"
import type {
  CompletionGuardState,
  ConfigCause,
  ConnectionRef,
  SaveStoreConfigInput,
  SealedStoreConfig,
  StoreConfigRow,
  StoreConfigView,
  StoreConfigWithChannels,
} from "./config-types"
import { writeAudit } from "./audit"
import { newId } from "./sql"

export type * from "./config-types"

const OPENED_MAX = 1_000

interface OpenedConfig {
  config: StoreConfigRow
  credentials: Record<string, string> | null
}

/** Stores' loyalty: which store a cart belongs to, how its engine is reached, and changes to it. */
export class ConfigService extends LoyaltyServiceBase {
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

  /** The loyalty of one store with its sealed credentials, for `connectionFor`; or null. */
  @InjectManager()
  async sealedStoreConfig(
    store_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SealedStoreConfig | null> {
    return store.readWithSealed(this.em_(sharedContext), store_id)
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
   * @param present what `sealedStoreConfig` has just read: nothing is read then
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
      participant_id: place.participant_id,
      site_id: place.site_id,
      settings: config.settings,
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

  private openCredentials_(config_id: string, sealed: string | null) {
    return sealed === null ? null : this.openJson_(sealed, credentialAad(config_id))
  }

  private openJson_(sealed: string, aad: string): Record<string, string> {
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

  /**
   * Creates or changes a store's loyalty and raises its `config_version`.
   *
   * @throws LoyaltyError `invalid_settings` naming every wrong field, `not_allowed` when the store
   *   cannot be switched on or changed now, `version_conflict` when somebody else saved meanwhile.
   */
  @InjectManager()
  async saveStoreConfig(
    input: SaveStoreConfigInput,
    cause: ConfigCause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<StoreConfigWithChannels> {
    const [saved] = await this.saveStoreConfigs([input], cause, sharedContext)
    if (!saved) {
      throw new LoyaltyError("invariant_violated", "A saved row is missing")
    }
    return saved
  }

  /** Saves several stores: all of them, or none. */
  @InjectManager()
  async saveStoreConfigs(
    inputs: readonly SaveStoreConfigInput[],
    cause: ConfigCause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<StoreConfigWithChannels[]> {
    // Engines may look up a host name to judge an address, so they are asked before the transaction.
    const prepared: store.PreparedConfig[] = []
    for (const input of inputs) {
      prepared.push(await this.prepare_(input, sharedContext))
    }
    // In one order everywhere, so that two bulk changes cannot wait for each other.
    prepared.sort((a, b) => (a.store_id < b.store_id ? -1 : 1))
    await this.writeConfigs_(prepared, cause, sharedContext)
    for (const { store_id, expected_version } of prepared) {
      this.logger_.info(
        `loyalty: configuration ${(expected_version ?? 0) + 1} of store ${store_id} saved by ` +
          `${cause.actor_id} (${cause.correlation_id})`,
      )
    }
    return store.readWithChannels(
      this.em_(sharedContext),
      inputs.map((input) => input.store_id),
    )
  }

  @InjectTransactionManager()
  protected async writeConfigs_(
    prepared: readonly store.PreparedConfig[],
    cause: ConfigCause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    const em = this.em_(sharedContext)
    for (const config of prepared) {
      await store.writeConfig(em, config)
      await writeAudit(em, {
        action: config.action,
        subject_id: config.store_id,
        actor: cause.actor_id,
        reason: null,
        correlation_id: cause.correlation_id,
        details: { changed: config.changed, config_version: (config.expected_version ?? 0) + 1 },
      })
    }
  }

  private async prepare_(
    input: SaveStoreConfigInput,
    sharedContext: Context,
  ): Promise<store.PreparedConfig> {
    const current = await store.readWithSealed(this.em_(sharedContext), input.store_id)
    const next = mergeConfig(current, input, this.providerIds())
    const id = current?.id ?? newId("lcfg")
    const sent = this.sentCredentials_(input)
    const changes_engine = current !== null && current.provider_id !== next.provider_id
    if (changes_engine) {
      await this.refuseWhileSessionsLive_(input.store_id, sharedContext)
    }
    const stored = changes_engine ? null : (current?.sealed ?? null)

    // Switching off must work also when keys, engine or settings are broken.
    if (!isSwitchOff(input)) {
      const credentials = sent === undefined ? this.openCredentials_(id, stored) : sent
      next.settings = await this.checked_(next, credentials)
      const keeps_secret = stored !== null && sent === undefined
      this.refuseSecretBound_(keeps_secret ? (current?.settings ?? {}) : null, next)
    }
    if (next.enabled && !current?.enabled) {
      checkGuard(this.completionGuardState())
    }
    const removes = sent === null || (changes_engine && sent === undefined)
    const kept = sent ?? (isSwitchOff(input) ? null : this.staleCredentials_(id, stored))
    return {
      id,
      store_id: input.store_id,
      expected_version: current?.config_version ?? null,
      next,
      ...describeChange(input),
      sales_channel_ids: input.sales_channel_ids ? [...new Set(input.sales_channel_ids)] : null,
      credential: removes ? "remove" : kept ? this.sealCredentials_(id, kept) : "keep",
    }
  }

  /** Stored credentials that an old key sealed: any change of the store seals them with the newest. */
  private staleCredentials_(id: string, sealed: string | null): Record<string, string> | null {
    return sealed !== null && this.keyring_.needsReseal(sealed)
      ? this.openCredentials_(id, sealed)
      : null
  }

  private sealCredentials_(config_id: string, credentials: Record<string, string>) {
    return {
      id: newId("lcrd"),
      sealed: this.keyring_.seal(JSON.stringify(credentials), credentialAad(config_id)),
      hint: hintOf(credentials),
    }
  }

  /** Undefined when none were sent, null when the stored ones are to go. */
  private sentCredentials_(input: SaveStoreConfigInput): Record<string, string> | null | undefined {
    return input.sealed_credentials === undefined
      ? input.credentials
      : this.openJson_(input.sealed_credentials, inputAad(input.store_id))
  }

  /** The settings as the engine normalises them. */
  private async checked_(
    next: NextConfig,
    credentials: Record<string, string> | null,
  ): Promise<Record<string, unknown>> {
    const provider = this.provider(next.provider_id)
    checkModuleSettings(next.settings)
    if (next.enabled) {
      checkComplete(next)
    }
    const check = await provider.checkSettings({
      settings: next.settings,
      credentials,
      participant_id: next.participant_id,
      site_id: next.site_id,
    })
    if (check.ok) {
      return check.settings
    }
    const issues = blockingIssues(check.issues, next, credentials)
    if (issues.length > 0) {
      throw invalid(issues)
    }
    return next.settings
  }

  /** Whoever may change an address must not thereby learn a secret that was typed in before. */
  private refuseSecretBound_(before: Record<string, unknown> | null, next: NextConfig): void {
    if (before === null) {
      return
    }
    const bound = this.provider(next.provider_id).secretBoundSettings()
    const changed = changedSecretBound(bound, before, next.settings)
    if (changed.length > 0) {
      throw new LoyaltyError(
        "invalid_settings",
        `Changing ${changed.join(" and ")} changes where the credentials are sent: ` +
          "send the credentials again in the same request",
        { context: { settings: changed } },
      )
    }
  }

  /** A session can be finished only by the engine it was opened with. */
  private async refuseWhileSessionsLive_(store_id: string, sharedContext: Context): Promise<void> {
    if (await store.hasLiveSessions(this.em_(sharedContext), store_id)) {
      throw new LoyaltyError(
        "not_allowed",
        "The engine cannot be changed while sessions of this store are active or wait to be " +
          "finalized. Switch loyalty off and wait until they are decided",
      )
    }
  }
}

/** `enabled: false` and nothing else. */
function isSwitchOff(input: SaveStoreConfigInput): boolean {
  return describeChange(input).action === "store.switch_off"
}

/** What the audit says of a change: its fields by name, never their values. */
function describeChange(input: SaveStoreConfigInput): Pick<store.PreparedConfig, DescribedBy> {
  const changed = Object.entries(input)
    .filter(([key, value]) => key !== "store_id" && value !== undefined)
    .map(([key]) => (key === "sealed_credentials" ? "credentials" : key))
  const is_switch = changed.length === 1 && input.enabled !== undefined
  if (!is_switch) {
    return { changed, action: "store.save" }
  }
  return { changed, action: input.enabled ? "store.switch_on" : "store.switch_off" }
}

type DescribedBy = "changed" | "action"

function openedKey(config: Pick<StoreConfigRow, "id" | "config_version">): string {
  return `${config.id}:${config.config_version}`
}

/** What a store's sealed credentials are bound to. */
export function credentialAad(config_id: string): string {
  return `store-credential:${config_id}`
}

function inputAad(store_id: string): string {
  return `store-credential-input:${store_id}`
}
