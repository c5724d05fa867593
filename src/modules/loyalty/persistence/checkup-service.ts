import type { Context } from "@medusajs/framework/types"
import { InjectManager, MedusaContext } from "@medusajs/framework/utils"

import * as models from "../models"
import { InsightService } from "./insight-service"
import { firstRow, rows } from "./sql"

/** How the credentials of a store are sealed. */
export interface SealState {
  store_id: string
  state: "ok" | "old_key" | "unreadable"
}

/** What `loyalty doctor` asks of the database. */
export class CheckupService extends InsightService {
  /** How far the database's clock is ahead of this machine's, in milliseconds. */
  @InjectManager()
  async clockSkew_ms(@MedusaContext() sharedContext: Context = {}): Promise<number> {
    const begun = Date.now()
    const row = await firstRow<{ now_ms: number }>(
      this.em_(sharedContext),
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float AS now_ms",
    )
    // The answer was made somewhere between asking and hearing.
    return (row?.now_ms ?? begun) - (begun + Date.now()) / 2
  }

  /** Of these migrations, the ones that have not run here. */
  @InjectManager()
  async pendingMigrations(
    names: string[],
    @MedusaContext() sharedContext: Context = {},
  ): Promise<string[]> {
    const em = this.em_(sharedContext)
    const table = await firstRow<{ exists: boolean }>(
      em,
      "SELECT to_regclass('mikro_orm_migrations') IS NOT NULL AS exists",
    )
    // A database that nobody has migrated yet has no list of migrations either.
    const ran = table?.exists
      ? await rows<{ name: string }>(em, "SELECT name FROM mikro_orm_migrations")
      : []
    const known = new Set(ran.map(({ name }) => name.replace(/\.[jt]s$/, "")))
    return names.filter((name) => !known.has(name))
  }

  /** Tables that begin as ours do and are not. */
  @InjectManager()
  async foreignTables(@MedusaContext() sharedContext: Context = {}): Promise<string[]> {
    const ours = new Set(Object.values(models).map((model) => model.parse().tableName))
    const tables = await rows<{ name: string }>(
      this.em_(sharedContext),
      `SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name LIKE 'loyalty_engine_%'`,
    )
    return tables.map(({ name }) => name).filter((name) => !ours.has(name))
  }

  /** Whether the stored credentials of each store open, and with the newest key. */
  async sealStates(): Promise<SealState[]> {
    const [configs, credentials] = await Promise.all([
      this.listStoreConfigsWithChannels(),
      this.listLoyaltyStoreCredentials({}, { select: ["store_config_id", "sealed"] }),
    ])
    return configs.flatMap(({ id, store_id }): SealState[] => {
      const stored = credentials.find(({ store_config_id }) => store_config_id === id)
      if (!stored) {
        return []
      }
      const opens = this.opensCredentials_(id, stored.sealed)
      const is_old = this.keyring_.needsReseal(stored.sealed)
      return [{ store_id, state: !opens ? "unreadable" : is_old ? "old_key" : "ok" }]
    })
  }
}
