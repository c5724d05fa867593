import path from "node:path"

import { moduleIntegrationTestRunner } from "@medusajs/test-utils"

import {
  writeConfig,
  type PreparedConfig,
} from "../../src/modules/loyalty/persistence/config-store"
import type { Claim } from "../../src/modules/loyalty/persistence/outbox-service"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import type { EvaluationSummary } from "../../src/modules/loyalty/types/rows"
import { finishedOrders } from "../helpers/finished-orders"
import { wholeTableReads, type ExplainRow } from "../helpers/whole-table-reads"
import { IDENTIFIED, OUTCOME, reward } from "./support/rows"

const CAUSE = { reason: "test", actor: "system", correlation_id: "test" }
const ACCOUNT = { provider_id: "pdi", participant_id: "ACME" }
const IDENTIFIER = { kind: "phone", value: "+14155550100", entry_method: "manual" } as const
const SUMMARY: EvaluationSummary = {
  earned_points: 30,
  multiplier: 1,
  base_points: 30,
  bonus_points: 0,
  tier_bonus_points: 0,
  redeemed_points: 0,
  messages: [],
  skipped: [],
  basket: [],
}
const FINISHED_ORDERS = 20_000
const OUR_TABLES = /\bloyalty_engine_/

interface Sent {
  sql: string
  params: unknown[]
}

interface Raw {
  raw(sql: string, params?: unknown[]): unknown
}

moduleIntegrationTestRunner<LoyaltyModuleService>({
  moduleName: "loyalty_engine",
  resolve: "./src/modules/loyalty",
  pathToMigrations: path.resolve("src", "modules", "loyalty", "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    const manager = () => MikroOrmWrapper.forkManager()

    /** Everything the service does with a session from its opening to the engine's answer. */
    const liveThrough = async (name: string) => {
      const member = await service.upsertMember({
        ...ACCOUNT,
        identified: IDENTIFIED,
        identifier: IDENTIFIER,
      })
      const session_id = `lses_${name}`
      const [cart_id, order_id] = [`cart_${name}`, `order_${name}`]
      await service.openSession(
        {
          member: { ...ACCOUNT, identified: IDENTIFIED, identifier: IDENTIFIER },
          session: {
            ...ACCOUNT,
            id: session_id,
            store_id: "store_1",
            site_id: "0300",
            config_version: 1,
            cart_id,
            customer_id: null,
            sales_channel_id: null,
            currency_code: "usd",
            provider_session_id: `sess_${name}`,
            pos_sequence_id: `0300-${name}`,
            expires_at: null,
          },
        },
        CAUSE,
      )
      await service.liveSessionOfCart(cart_id)
      await service.latestSessionOfCart(cart_id)
      await service.memberHasIdentifier(member, IDENTIFIER)
      await service.nextMessageSequence(session_id)
      const session = await service.sessionById(session_id)
      await service.wholeSession(session_id)
      await service.liveApprovalOfCart(cart_id)
      await service.latestApprovalOfCart(cart_id)
      await service.storeEvaluation({
        session_id,
        expected_version: session!.version,
        basket_fingerprint: "basket",
        evaluation_fingerprint: "evaluation",
        summary: SUMMARY,
        line_numbers: {},
        rewards: [reward("R-1", 100)],
        discount_total: 100,
        selection: null,
      })
      await service.rewardsOfSession(session_id)
      await service.markStale(session_id)
      await service.noteBasket({ cart_id, basket_fingerprint: "another basket" })
      const { operation } = await service.placeOrder({ session_id, order_id, snapshot: {} }, CAUSE)
      await service.sessionOfOrder(order_id)
      await service.operationOfOrder(order_id)
      await service.scheduleOperation(operation.id, {})
      const [claimed] = await service.claimOperations({ limit: 1, lease_s: 60 })
      const claim: Claim = { operation_id: claimed!.id, fence: claimed!.fence }
      await service.freezeRequest(claim, {
        request: { idempotency_key: `fin:${order_id}`, body: "{}" },
        details: {},
      })
      await service.recordFinalized(claim, { outcome: OUTCOME, cause: CAUSE })
      await service.transactionsOfOrder(order_id)
      return { session_id }
    }

    const fillTables = async () => {
      const like = await liveThrough("first")
      for (const { table, insert } of finishedOrders(like, FINISHED_ORDERS)) {
        await manager().execute(insert)
        await manager().execute(`analyze ${table}`)
      }
    }

    /** The statements on our tables that the service sends meanwhile. */
    const sentDuring = async (work: () => Promise<unknown>): Promise<Sent[]> => {
      // Entity managers send through Knex, and what has a time limit goes there at once.
      // The module has a connection of its own, of the same class.
      let client = manager().getConnection().getKnex().client as Raw
      while (!Object.hasOwn(client, "raw")) {
        client = Object.getPrototypeOf(client) as Raw
      }
      const raw = vi.spyOn(client, "raw")
      try {
        await work()
        return raw.mock.calls.flatMap(([sql, params = []]) =>
          OUR_TABLES.test(sql) ? [{ sql, params }] : [],
        )
      } finally {
        raw.mockRestore()
      }
    }

    const readsOf = async ({ sql, params }: Sent): Promise<string[]> => {
      const explain = `explain (format json) ${sql}`
      const [row] = await manager().execute<ExplainRow[]>(explain, params)
      return wholeTableReads(row!["QUERY PLAN"][0]!.Plan)
    }

    describe("with many finished orders in the tables", () => {
      beforeEach(fillTables)

      it("no statement of a session's life reads a whole table", async () => {
        const sent = await sentDuring(() => liveThrough("second"))

        expect(sent.length).toBeGreaterThan(15)
        const limited = sent.filter(({ sql }) => /WHERE (s\.)?cart_id = \?/.test(sql))
        expect(limited).toHaveLength(4)
        const whole: { sql: string; tables: string[] }[] = []
        for (const statement of sent) {
          const tables = await readsOf(statement)
          if (tables.length > 0) {
            whole.push({ sql: statement.sql, tables })
          }
        }
        expect(whole).toEqual([])
      })

      it("a change of a store's settings reads no whole table to find its open sessions", async () => {
        const change = {
          ...{ id: "lcfg_1", store_id: "store_1", expected_version: null },
          ...{ action: "store.save" as const, changed: [], sales_channel_ids: null },
          next: {
            ...ACCOUNT,
            site_id: "0300",
            enabled: true,
            finalize_on: "delivery",
            settings: {},
          },
          credential: "keep",
          outdates_sessions: true,
        } satisfies PreparedConfig
        const sent = await sentDuring(() => writeConfig(manager(), change))

        const update = sent.find(({ sql }) => sql.includes("UPDATE loyalty_engine_session"))
        expect(update && (await readsOf(update))).toEqual([])
      })

      it("a statement that no index helps is seen", async () => {
        const sql = "SELECT * FROM loyalty_engine_session WHERE provider_session_id = ?"
        expect(await readsOf({ sql, params: ["sess_g7"] })).toEqual(["loyalty_engine_session"])
      })
    })
  },
})
