import path from "node:path"

import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"

import type { FulfilledLine } from "../../src/modules/loyalty/domain/placement"
import { CLAIM, type Claim } from "../../src/modules/loyalty/persistence/outbox-service"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import type { OperationRow, SessionRow } from "../../src/modules/loyalty/types/rows"
import { waitFor } from "../helpers/wait-for"
import { OUTCOME } from "./support/rows"

const CAUSE = { reason: "test", actor: "system", correlation_id: "test" }
const ACCOUNT = { provider_id: "pdi", participant_id: "ACME" }
const NO_ANSWER = { error_code: "timeout", message: "no answer" }

moduleIntegrationTestRunner<LoyaltyModuleService>({
  moduleName: "loyalty_engine",
  resolve: "./src/modules/loyalty",
  pathToMigrations: path.resolve("src", "modules", "loyalty", "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    const memberOf = (number: number) => ({
      ...ACCOUNT,
      identified: {
        provider_member_id: `CUST-${number}`,
        name: "John Doe",
        points_balance: 5000,
        tier: "Gold",
        masked_identifier: null,
      },
      identifier: { kind: "phone", value: `+1415555010${number}`, entry_method: "manual" } as const,
    })

    const sql = <T>(statement: string, params: unknown[] = []): Promise<T[]> =>
      MikroOrmWrapper.forkManager().execute<T[]>(statement, params)

    const placed = async (order_id: string, member = 1) => {
      const { session } = await service.openSession(
        {
          member: memberOf(member),
          session: {
            ...ACCOUNT,
            id: `lses_${order_id}`,
            store_id: "store_1",
            site_id: "0300",
            config_version: 1,
            cart_id: `cart_${order_id}`,
            customer_id: null,
            sales_channel_id: null,
            currency_code: "usd",
            provider_session_id: `sess_${order_id}`,
            pos_sequence_id: `0300-${order_id}`,
            expires_at: null,
          },
        },
        CAUSE,
      )
      return service.placeOrder({ session_id: session.id, order_id, snapshot: {} }, CAUSE)
    }
    /** An order whose finalize is due. */
    const due = async (order_id: string, member?: number): Promise<SessionRow> => {
      const { session, operation } = await placed(order_id, member)
      await service.scheduleOperation(operation.id, {})
      return session
    }
    /** The orders whose operations can be claimed, in the order in which they are handed out. */
    const claimed = async (limit = 10): Promise<OperationRow[]> => {
      const found: OperationRow[] = []
      while (found.length < limit) {
        const [one] = await service.claimOperations({ limit: 1, lease_s: 60 })
        if (!one) {
          break
        }
        found.push(one)
      }
      return found
    }
    const orders = (operations: OperationRow[]) => operations.map(({ order_id }) => order_id)
    const claimOf = ({ id, fence }: OperationRow): Claim => ({ operation_id: id, fence })
    const claimOne = async (): Promise<Claim> => claimOf((await claimed(1))[0]!)
    const freeze = (claim: Claim) => {
      const request = { idempotency_key: `fin:${claim.operation_id}`, body: "{}" }
      const fulfilled = { redeemed_points: 500, granted_rewards: [{ amount: 100 }] }
      return service.freezeRequest(claim, { request, details: { fulfilled } })
    }
    const cancel = ({ id }: SessionRow, failure_reason = "order_canceled") =>
      service.cancelFinalize({ session_id: id, failure_reason }, CAUSE)
    const statusOf = async ({ id }: SessionRow) => (await service.sessionById(id))?.status
    const dues = async () =>
      (await service.listLoyaltyAdjustmentDues({})).map(({ kind, points, settled_by }) => ({
        kind,
        points,
        settled_by,
      }))

    describe("a finalize that was sent and never answered for certain", () => {
      it("is not 'before it was sent' once it was given up on: the points are listed", async () => {
        const session = await due("order_1")
        const claim = await claimOne()
        await freeze(claim)
        await service.buryOperation(claim, { ...NO_ANSWER, is_unknown: true })

        expect(await cancel(session)).toBe("unresolved")
        expect(await cancel(session, "operator")).toBe("unresolved")
        expect(await statusOf(session)).toBe("pending_finalization")
        const listed = { kind: "finalize_unknown_at_cancel", points: -500, settled_by: null }
        expect(await dues()).toEqual([listed])

        const retried = await service.retryOperations({ session_id: session.id, cause: CAUSE })
        expect(retried.map(({ status }) => status)).toEqual(["unknown"])
        await service.recordFinalized(await claimOne(), { outcome: OUTCOME, cause: CAUSE })
        expect(await statusOf(session)).toBe("finalized")
        expect(await dues()).toEqual([{ ...listed, settled_by: "system" }])
      })

      it("is not settled by a person while it is sent again, and not sent once it was", async () => {
        const session = await due("order_1")
        const claim = await claimOne()
        await freeze(claim)
        await service.buryOperation(claim, { ...NO_ANSWER, is_unknown: true })
        await cancel(session)
        const [listed] = await service.listLoyaltyAdjustmentDues({})
        const settle = () => service.settleAdjustment(listed?.id ?? "", CAUSE)

        await service.retryOperations({ session_id: session.id, cause: CAUSE })
        expect(await settle()).toBe("running")
        const again = await claimOne()
        expect(await settle()).toBe("running")
        await service.buryOperation(again, { ...NO_ANSWER, is_unknown: true })

        const operation = await service.operationOfOrder("order_1")
        expect(await service.isSettledByHand(operation!)).toBe(false)
        expect(await settle()).toBe("settled")
        expect(await service.isSettledByHand(operation!)).toBe(true)
        expect(await service.retryOperations({ session_id: session.id, cause: CAUSE })).toEqual([])
      })

      it("may be sent although the last attempt was refused before it left", async () => {
        const session = await due("order_1")
        const claim = await claimOne()
        await freeze(claim)
        await service.postponeOperation(claim, { ...NO_ANSWER, status: "unknown", delay_s: 0 })
        const again = await claimOne()
        await service.postponeOperation(again, { ...NO_ANSWER, status: "due", delay_s: 0 })

        expect(await cancel(session)).toBe("running")
        expect(await statusOf(session)).toBe("pending_finalization")
      })

      it("may be sent by a worker that died after it had frozen the body", async () => {
        const session = await due("order_1")
        await freeze(await claimOne())
        await sql("UPDATE loyalty_engine_operation SET lease_until = now() - interval '1 s'")
        await service.buryOperation(await claimOne(), NO_ANSWER)

        expect(await cancel(session)).toBe("unresolved")
      })

      it("lets its session be cancelled once a person settled it, and is never sent then", async () => {
        const session = await due("order_1")
        const claim = await claimOne()
        await freeze(claim)
        await service.buryOperation(claim, { ...NO_ANSWER, is_unknown: true })
        expect(await cancel(session)).toBe("unresolved")
        await sql(
          "UPDATE loyalty_engine_adjustment_due SET settled_at = now(), settled_by = 'user_1'",
        )

        expect(await service.retryOperations({ session_id: session.id, cause: CAUSE })).toEqual([])
        expect(await cancel(session, "operator")).toBe("cancelled")
        const operation = await service.operationOfOrder("order_1")
        expect(operation).toMatchObject({ status: "dead", last_error_code: "timeout" })
      })

      it("is cancelled where the engine answered after all, and refused it for certain", async () => {
        const session = await due("order_1")
        const claim = await claimOne()
        await freeze(claim)
        await service.postponeOperation(claim, { ...NO_ANSWER, status: "unknown", delay_s: 0 })
        const again = await claimOne()
        // It refused a reward; before the rest was frozen, the store's policy was met no more.
        await service.thawRequest(again)
        await service.letWait(again)
        expect(await service.operationOfOrder("order_1")).toMatchObject({
          status: "due",
          ever_unknown: true,
          sealed_body: null,
        })

        expect(await cancel(session)).toBe("cancelled")
        expect(await statusOf(session)).toBe("failed")
        expect(await dues()).toEqual([])
      })

      it("is cancelled where the engine refused it for certain, or never got it", async () => {
        const refused = await due("order_1")
        const claim = await claimOne()
        await freeze(claim)
        await service.buryOperation(claim, { error_code: "invalid_request", message: "no" })
        const waiting = await due("order_2")

        expect(await cancel(refused)).toBe("cancelled")
        expect(await cancel(waiting)).toBe("cancelled")
        expect(await dues()).toEqual([])
      })
    })

    describe("a reversal that the engine does not take", () => {
      const leftToPerson = async (worth: { earned_points: number; redeemed_points: number }) => {
        const session = await due("order_1")
        await service.recordFinalized(await claimOne(), { outcome: OUTCOME, cause: CAUSE })
        const line = { order_line_id: "ordli_1", quantity: 1, amount: 9, net_amount: 9 }
        await service.bookReversal({
          session,
          order_id: "order_1",
          sequence: 1,
          reversal: { lines: [line as FulfilledLine], granted_rewards: [], ...worth },
          reason: "returned",
        })
        await service.leaveReversalToPerson(await claimOne(), {
          status: "done",
          failure: { error_code: "not_supported", message: "no" },
        })
        const [reversal] = await service.reversalsOfOrder("order_1")
        return reversal?.status
      }

      it("is left to a person with its exact points", async () => {
        expect(await leftToPerson({ earned_points: 9, redeemed_points: 9 })).toBe("done")
        expect(await dues()).toEqual([
          { kind: "returned_after_finalize", points: 0, settled_by: null },
        ])
      })

      it("is nobody's work where what came back had brought nothing", async () => {
        expect(await leftToPerson({ earned_points: 0, redeemed_points: 0 })).toBe("done")
        expect(await dues()).toEqual([])
      })
    })

    describe("the orders of one member", () => {
      it("go in the order in which they were placed, whatever their next attempts say", async () => {
        await due("order_1")
        await due("order_2")
        await due("order_3")
        await due("other", 2)
        // After an outage: jitter has put the youngest first.
        await sql(
          `UPDATE loyalty_engine_operation SET attempts = 3, next_attempt_at = now()
             - (right(order_id, 1)::int * interval '1 minute') WHERE order_id LIKE 'order%'`,
        )

        const first = await claimed()
        expect(orders(first).sort()).toEqual(["order_1", "other"])
        const held = first.find(({ order_id }) => order_id === "order_1")!
        await service.postponeOperation(claimOf(held), {
          ...NO_ANSWER,
          status: "unknown",
          delay_s: 3600,
        })
        expect(await claimed()).toEqual([])

        await sql("UPDATE loyalty_engine_operation SET next_attempt_at = now() WHERE attempts > 0")
        const again = await claimed()
        expect(orders(again)).toEqual(["order_1"])
        await service.recordFinalized(claimOf(again[0]!), { outcome: OUTCOME, cause: CAUSE })
        const next = await claimed()
        expect(orders(next)).toEqual(["order_2"])
        await service.buryOperation(claimOf(next[0]!), NO_ANSWER)
        expect(orders(await claimed())).toEqual(["order_3"])
      })

      it("are not kept back by one that fails at another store, whose keys may be wrong", async () => {
        await due("order_1")
        await due("order_2")
        await sql("UPDATE loyalty_engine_operation SET store_id = 'b' WHERE order_id = 'order_2'")
        const first = await claimed()
        expect(orders(first)).toEqual(["order_1"])
        await service.postponeOperation(claimOf(first[0]!), {
          error_code: "auth_failed",
          message: "wrong secret",
          status: "due",
          delay_s: 3600,
        })
        await due("order_3")

        // The third waits behind the first, whose store it shares.
        expect(orders(await claimed())).toEqual(["order_2"])
      })

      it("are not kept back by one that was not handed over yet, nor across kinds", async () => {
        await placed("order_1")
        const session = await due("order_2")
        await service.enqueueOperation({
          kind: "cancel",
          subject_id: session.id,
          session_id: session.id,
          member_id: session.member_id,
          store_id: "store_1",
          provider_id: "pdi",
          due: true,
        })

        expect((await claimed()).map(({ kind }) => kind).sort()).toEqual(["cancel", "finalize"])
      })

      it("are handed to one of eight workers at a time, in turn", async () => {
        const names = Array.from({ length: 8 }, (_, index) => `order_${index}`)
        for (const name of names) {
          await due(name)
        }
        const sent: string[] = []
        await Promise.all(
          names.map(async () => {
            while (sent.length < names.length) {
              const [operation] = await service.claimOperations({ limit: 1, lease_s: 60 })
              if (operation) {
                sent.push(operation.order_id!)
                await service.recordFinalized(claimOf(operation), {
                  outcome: OUTCOME,
                  cause: CAUSE,
                })
              }
            }
          }),
        )

        expect(sent).toEqual(names)
      })

      it("are found by an index, however long the queue", async () => {
        await sql(
          `INSERT INTO loyalty_engine_operation
             (id, kind, subject_id, store_id, provider_id, member_id, status, next_attempt_at)
           SELECT 'lop_' || n, 'finalize', 'o_' || n, 's', 'pdi', 'm_' || (n % 2000), 'due', now()
             FROM generate_series(1, 10000) n`,
        )
        await sql("ANALYZE loyalty_engine_operation")
        const plan = await sql(`EXPLAIN ${CLAIM}`, [null, null, 1, 60])
        expect(JSON.stringify(plan)).toContain("IDX_loyalty_engine_operation_turn")

        const begun = performance.now()
        expect(await claimed(50)).toHaveLength(50)
        expect(performance.now() - begun).toBeLessThan(5_000)
      })
    })

    describe("finalized orders", () => {
      it("are found also when their session was archived long ago", async () => {
        await due("order_1")
        await service.recordFinalized(await claimOne(), { outcome: OUTCOME, cause: CAUSE })
        await due("order_2")
        await sql("UPDATE loyalty_engine_session SET updated_at = now() - interval '40 days'")
        expect(await service.archiveSessions({ days: 30, limit: 10 })).toBe(1)

        const asked = ["order_1", "order_2", 'or"der,3']
        expect(await service.finalizedOrders(asked)).toEqual(["order_1"])
      })
    })

    describe("transactions that meet", () => {
      const locked = async (em: SqlEntityManager, session: SessionRow): Promise<void> => {
        await em.execute("SELECT 1 FROM loyalty_engine_session WHERE id = ? FOR UPDATE", [
          session.id,
        ])
      }
      const waiters = async (): Promise<number> =>
        (await sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).length

      it("in the opposite order: the one Postgres gives up is repeated", async () => {
        const session = await due("order_1")
        let answer: Promise<string> | undefined
        await MikroOrmWrapper.forkManager().transactional(async (em) => {
          // Postgres gives up whoever looks for the deadlock first: never this one.
          await em.execute("SET LOCAL deadlock_timeout = '60s'")
          await locked(em, session)
          answer = cancel(session)
          await waitFor(async () => (await waiters()) > 0)
          await em.execute("UPDATE loyalty_engine_operation SET attempts = 7 WHERE order_id = ?", [
            "order_1",
          ])
        })

        expect(await answer).toBe("cancelled")
        expect(await service.operationOfOrder("order_1")).toMatchObject({
          status: "dead",
          attempts: 7,
        })
      })

      it("at a stricter level: each is repeated until it is stored", async () => {
        const { id } = await due("order_1")
        const numbers = await Promise.all(
          Array.from({ length: 3 }, () =>
            service.nextMessageSequence(id, { isolationLevel: "repeatable read" }),
          ),
        )

        expect(numbers.sort()).toEqual([2, 3, 4])
      })

      it("and cannot go on: the error comes after a bounded number of repeats", async () => {
        const session = await due("order_1")
        await sql(
          `CREATE FUNCTION never() RETURNS trigger AS $$
             BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$
             LANGUAGE plpgsql`,
        )
        await sql("CREATE SEQUENCE tries")
        await sql(
          `CREATE TRIGGER never BEFORE UPDATE ON loyalty_engine_operation
             FOR EACH ROW EXECUTE FUNCTION never()`,
        )
        await expect(cancel(session)).rejects.toMatchObject({ code: "40001" })

        expect(await sql("SELECT last_value::int AS tries FROM tries")).toEqual([{ tries: 4 }])
        expect(await statusOf(session)).toBe("pending_finalization")
      })

      it("and wait longer than the shop allows: told at once, not repeated", async () => {
        const session = await due("order_1")
        await MikroOrmWrapper.forkManager().transactional(async (em) => {
          await locked(em, session)
          const waits = MikroOrmWrapper.forkManager().transactional(async (other) => {
            await other.execute("SET LOCAL lock_timeout = '200ms'")
            return service.cancelFinalize(
              { session_id: session.id, failure_reason: "operator" },
              CAUSE,
              { transactionManager: other },
            )
          })
          await expect(waits).rejects.toMatchObject({ code: "55P03" })
        })
        expect(await statusOf(session)).toBe("pending_finalization")
      })

      it("are two hundred at once: all get their turn with the connections there are", async () => {
        const session = await due("order_1")
        const numbers = await Promise.all(
          Array.from({ length: 200 }, () => service.nextMessageSequence(session.id)),
        )

        expect(new Set(numbers).size).toBe(200)
        const [most] = await sql<{ connections: number }>(
          `SELECT count(*)::int AS connections FROM pg_stat_activity
            WHERE datname = current_database()`,
        )
        expect(most?.connections).toBeLessThan(30)
      })
    })
  },
})
