import type { Context, IEventBusModuleService, Logger } from "@medusajs/framework/types"
import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import { MedusaService, Modules } from "@medusajs/framework/utils"

import type { LoyaltyProvider } from "../../../types/provider"
import { LoyaltyError } from "../domain/errors"
import * as models from "../models"
import { announcedEngine } from "../telemetry/announced-engine"
import { ObservedProvider } from "../telemetry/observed-provider"
import { Telemetry } from "../telemetry/telemetry"
import { parseOptions, type LoyaltyModuleOptions } from "../utils/options"
import { Keyring } from "../utils/keyring"
import type { SharedBreakers } from "./breaker-board"
import { Outages } from "./outages"
import { withRetries, type TransactionRepository } from "./retried-transactions"

/** What the module's own container holds; providers register under `loyalty_engine_<id>`. */
export interface ModuleCradle {
  logger: Logger
  baseRepository: TransactionRepository & { getFreshManager<T>(): T }
  loyalty_breakers: SharedBreakers
  [key: string]: unknown
}

/** The generated CRUD of all models; the services above it add locks, audits and rules of order. */
export const GeneratedService = MedusaService({
  LoyaltyAdjustmentDue: models.AdjustmentDue,
  LoyaltyBreaker: models.Breaker,
  LoyaltyAuditEntry: models.AuditEntry,
  LoyaltyEngineCall: models.EngineCall,
  LoyaltyJobRun: models.JobRun,
  LoyaltyMember: models.Member,
  LoyaltyMemberHistoryEntry: models.MemberHistoryEntry,
  LoyaltyMemberIdentifier: models.MemberIdentifier,
  LoyaltyOperation: models.Operation,
  LoyaltyRateLimit: models.RateLimit,
  LoyaltyReconciliationDifference: models.ReconciliationDifference,
  LoyaltySession: models.Session,
  LoyaltySessionArchive: models.SessionArchive,
  LoyaltySessionReward: models.SessionReward,
  LoyaltySessionTransition: models.SessionTransition,
  LoyaltyStoreChannel: models.StoreChannel,
  LoyaltyStoreConfig: models.StoreConfig,
  LoyaltyStoreCredential: models.StoreCredential,
  LoyaltyTransaction: models.LoyaltyTransaction,
  LoyaltyUndecidedOrder: models.UndecidedOrder,
})

/** Options, keys, providers and the entity manager: what every part of the module service needs. */
export class LoyaltyServiceBase extends GeneratedService {
  protected readonly cradle_: ModuleCradle
  protected readonly options_: LoyaltyModuleOptions
  protected readonly keyring_: Keyring
  protected readonly logger_: Logger
  private readonly telemetry_: Telemetry
  private readonly observed_ = new Map<string, LoyaltyProvider>()
  private readonly shared_ = new WeakMap<object, boolean>()

  constructor(cradle: ModuleCradle, options: Record<string, unknown> = {}) {
    // eslint-disable-next-line prefer-rest-params -- MedusaService reads the container from its arguments
    super(...arguments)
    this.cradle_ = cradle
    this.logger_ = cradle.logger
    // Where Medusa's decorators look for what opens a transaction.
    Object.assign(this, {
      baseRepository_: withRetries(cradle.baseRepository, (code) =>
        cradle.logger.warn(`loyalty: a transaction met another one (${code}) and is repeated`),
      ),
    })
    this.telemetry_ = new Telemetry(cradle.logger)
    this.options_ = parseOptions(options)
    this.keyring_ = new Keyring(this.options_.encryption_keys)
  }

  /** The parsed plugin options; secrets in it never leave the module. */
  options(): LoyaltyModuleOptions {
    return this.options_
  }

  /**
   * The engine registered under `provider_id`, watched.
   *
   * @throws LoyaltyError `invalid_settings` when no such provider is registered in medusa-config.
   */
  provider(provider_id: string): LoyaltyProvider {
    const key = `loyalty_engine_${provider_id}`
    if (!this.providerIds().includes(provider_id)) {
      throw new LoyaltyError(
        "invalid_settings",
        `No loyalty provider "${provider_id}" is registered. Registered: ${this.providerIds().join(", ") || "none"}`,
      )
    }
    const known = this.observed_.get(provider_id)
    if (known) {
      return known
    }
    const engine = announcedEngine(this.cradle_[key] as LoyaltyProvider, {
      provider_id,
      outages: new Outages(() => this.cradle_.baseRepository.getFreshManager<SqlEntityManager>()),
      bus: () => this.cradle_[Modules.EVENT_BUS] as IEventBusModuleService | undefined,
      logger: this.logger_,
    })
    const observed = new ObservedProvider(engine, provider_id, this.telemetry_)
    this.observed_.set(provider_id, observed)
    return observed
  }

  /** Metrics, log and traces of this plugin in this process. */
  telemetry(): Telemetry {
    return this.telemetry_
  }

  /** Ids a store may choose from, in alphabetical order (registration order is not kept). */
  providerIds(): string[] {
    const keys = (this.cradle_["loyalty_engines"] ?? []) as string[]
    return keys.map((key) => key.replace(/^loyalty_engine_/, "")).sort()
  }

  /** Learns which engines other processes found down, so that `breakerState` shows it. */
  async refreshBreakers(): Promise<void> {
    await this.cradle_.loyalty_breakers.refresh()
  }

  /**
   * Whether this is the connection that the module's own rows are read with: then one statement may
   * read rows of both.
   */
  sharesDatabase(database: object): boolean {
    const known = this.shared_.get(database)
    if (known !== undefined) {
      return known
    }
    const em = this.cradle_.baseRepository.getFreshManager<SqlEntityManager>()
    const shares = em.getConnection().getKnex() === database
    this.shared_.set(database, shares)
    return shares
  }

  /** The entity manager of the running transaction. */
  protected em_(context: Context): SqlEntityManager {
    return (context.transactionManager ?? context.manager) as SqlEntityManager
  }
}
