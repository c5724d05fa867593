import { isDeepStrictEqual } from "node:util"

import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import { isLoyaltyError, LoyaltyError } from "../domain/errors"
import { writeAudit } from "./audit"
import {
  blockingIssues,
  changedSecretBound,
  checkGuard,
  checkModuleSettings,
  engineSettings,
  hintOf,
  invalid,
  mergeConfig,
  outdatesSessions,
  withModuleSettings,
  type NextConfig,
} from "./config-checks"
import * as store from "./config-store"
import type { ConfigCause, SaveStoreConfigInput, StoreConfigWithChannels } from "./config-types"
import { ConnectionService, credentialAad, inputAad } from "./connection-service"
import { newId } from "./sql"

export type * from "./config-types"

/** Changes to stores' loyalty: checked, sealed, and written with who made them. */
export class ConfigService extends ConnectionService {
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

  /** Saves several stores: all of them, or none; an error says because of which store. */
  @InjectManager()
  async saveStoreConfigs(
    inputs: readonly SaveStoreConfigInput[],
    cause: ConfigCause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<StoreConfigWithChannels[]> {
    // Engines may look up a host name to judge an address, so they are asked before the transaction.
    const prepared: store.PreparedConfig[] = []
    for (const input of inputs) {
      try {
        prepared.push(await this.prepare_(input, sharedContext))
      } catch (error) {
        throw inputs.length > 1 ? naming(input.store_id, error) : error
      }
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
      await this.refuseNamelessAccounts_(input.store_id, { next, credentials }, sharedContext)
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
      outdates_sessions: outdatesSessions(current, {
        next,
        // A store that is switched off may have an engine that nobody can load any more.
        bound: next.enabled ? this.provider(next.provider_id).secretBoundSettings() : [],
        sends_credentials: sent !== undefined,
      }),
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
    const check = await provider.checkSettings({
      settings: engineSettings(next.settings),
      credentials,
      participant_id: next.participant_id,
      site_id: next.site_id,
    })
    if (check.ok) {
      return withModuleSettings(check.settings, next.settings)
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

  /**
   * Members are kept by engine and participant. Two stores without one share their members, so what
   * they reach must be one account: else a shopper of one would be shown a stranger of the other.
   */
  private async refuseNamelessAccounts_(
    store_id: string,
    mine: { next: NextConfig; credentials: Record<string, string> | null },
    sharedContext: Context,
  ): Promise<void> {
    const { next, credentials } = mine
    if (!next.enabled || next.participant_id !== null) {
      return
    }
    const bound = this.provider(next.provider_id).secretBoundSettings()
    const others = await store.readNameless(this.em_(sharedContext), {
      provider_id: next.provider_id,
      store_id,
    })
    const another = others.find(
      ({ id, settings, sealed }) =>
        changedSecretBound(bound, settings, next.settings).length > 0 ||
        !isDeepStrictEqual(this.openCredentials_(id, sealed), credentials),
    )
    if (another) {
      const message =
        `is needed: store ${another.store_id} uses this engine without one, and with other ` +
        "credentials or at another address. Give each account's stores a participant_id"
      throw invalid([{ path: "participant_id", message }])
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

/** What is wrong with one of several stores, and with which. */
function naming(store_id: string, error: unknown): unknown {
  if (!isLoyaltyError(error)) {
    return error
  }
  const { code, message, retryable, context } = error
  return new LoyaltyError(code, `Store ${store_id}: ${message}`, {
    retryable,
    context: { ...context, store_id },
    cause: error,
  })
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
