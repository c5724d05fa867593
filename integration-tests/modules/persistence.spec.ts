import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"

import type { Context } from "@medusajs/framework/types"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"

import type { AllocatedReward } from "../../src/modules/loyalty/domain/allocation"
import {
  canTransition,
  SESSION_STATUSES,
  type SessionStatus,
} from "../../src/modules/loyalty/domain/session-machine"
import type { AdjustmentInput } from "../../src/modules/loyalty/persistence/adjustment-service"
import type { EngineCallInput } from "../../src/modules/loyalty/persistence/kept-calls"
import type { Claim } from "../../src/modules/loyalty/persistence/outbox-service"
import { SharedBreakers } from "../../src/modules/loyalty/persistence/breaker-board"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import type { SessionRow } from "../../src/modules/loyalty/types/rows"
import type { LoyaltyIdentifier, MemberHistory } from "../../src/types/provider"
import { waitFor } from "../helpers/wait-for"
import { IDENTIFIED, OUTCOME, reward, WAYS } from "./support/rows"

const CAUSE = { reason: "test", actor: "system", correlation_id: "test" }
const ACCOUNT = { provider_id: "pdi", participant_id: "ACME" }
const LEASE = { lease_s: 60 }

const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

/** Something that a person must settle. */
const dueOf = (session_id: string): AdjustmentInput => ({
  key: "order_canceled:order_1",
  session_id,
  order_id: "order_1",
  member_id: null,
  kind: "order_canceled_after_finalize",
  points: -470,
  amount: 387,
  currency_code: "usd",
  details: {},
})

/** JSON has no times, and nobody asks when a reward was stored. */
const withoutTimes = (rows: readonly object[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !/_at$/.test(name))))

moduleIntegrationTestRunner<LoyaltyModuleService>({
  moduleName: "loyalty_engine",
  resolve: "./src/modules/loyalty",
  pathToMigrations: path.resolve("src", "modules", "loyalty", "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    let member_id: string
    let opened = 0

    const sql = <T>(statement: string, params: unknown[] = []): Promise<T[]> =>
      MikroOrmWrapper.forkManager().execute<T[]>(statement, params)

    const open = async (
      cart_id: string,
      identifier: LoyaltyIdentifier | null = null,
      identified = IDENTIFIED,
    ): Promise<SessionRow> => {
      opened += 1
      const { session } = await service.openSession(
        {
          member: { ...ACCOUNT, identified, identifier },
          session: {
            ...ACCOUNT,
            id: `lses_${opened}`,
            store_id: "store_1",
            site_id: "0300",
            config_version: 1,
            cart_id,
            customer_id: null,
            sales_channel_id: null,
            currency_code: "usd",
            provider_session_id: `sess_${opened}`,
            pos_sequence_id: `0300-${opened}`,
            expires_at: null,
          },
        },
        CAUSE,
      )
      return session
    }
    const place = (session_id: string, order_id: string) =>
      service.placeOrder({ session_id, order_id, snapshot: {} }, CAUSE)
    const enqueue = (subject_id: string) =>
      service.enqueueOperation({
        kind: "enrol",
        subject_id,
        store_id: "store_1",
        provider_id: "pdi",
        due: true,
      })
    const claim = async (): Promise<Claim & { was_unknown: boolean }> => {
      const [operation] = await service.claimOperations({ limit: 1, ...LEASE })
      if (!operation) {
        throw new Error("Nothing could be claimed")
      }
      const { id: operation_id, fence, was_unknown } = operation
      return { operation_id, fence, was_unknown }
    }
    const endLeases = () =>
      sql("UPDATE loyalty_engine_operation SET lease_until = now() - interval '1 second'")
    /** An order whose finalize is due. */
    const due = async (order_id: string): Promise<SessionRow> => {
      const { session, operation } = await place((await open(`cart_${order_id}`)).id, order_id)
      await service.scheduleOperation(operation.id, {})
      return session
    }
    const freeze = (held: Claim, body: string) =>
      service.freezeRequest(held, { request: { idempotency_key: "fin:1", body }, details: {} })
    const codes = (results: PromiseSettledResult<unknown>[]): string[] =>
      results.flatMap((result) =>
        result.status === "rejected" ? [(result.reason as { code: string }).code] : [],
      )

    beforeEach(async () => {
      const member = await service.upsertMember({
        ...ACCOUNT,
        identified: IDENTIFIED,
        identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
      })
      member_id = member.id
    })

    describe("sessions", () => {
      it("give a cart one live session, however many open at once", async () => {
        const results = await Promise.allSettled(Array.from({ length: 20 }, () => open("cart_1")))

        expect(codes(results)).toEqual(Array(19).fill("version_conflict"))
        const live = await service.listLoyaltySessions({ cart_id: "cart_1" })
        expect(live.map(({ status }) => status)).toEqual(["active"])
      })

      it("keep the member, its identifier and the first line of the audit with them", async () => {
        const phone = (value: string): LoyaltyIdentifier => ({
          kind: "phone",
          value,
          entry_method: "manual",
        })
        const jane = { ...IDENTIFIED, provider_member_id: "CUST-JANE", points_balance: 10 }
        const known = async (id: string, value: string) => {
          const member = (await service.memberById(id))!
          return service.memberHasIdentifier(member, phone(value))
        }

        // New, known by this number, and known but not by this number.
        const first = await open("cart_1", phone("+14155550111"), jane)
        const second = await open("cart_2", phone("+14155550111"), { ...jane, points_balance: 20 })
        const third = await open("cart_3", phone("+14155550122"), { ...jane, points_balance: 30 })
        // Without a number: a linked member, of whom nothing was typed.
        const fourth = await open("cart_4", null, { ...jane, points_balance: 40 })

        const owners = [first, second, third, fourth].map((session) => session.member_id)
        expect(new Set(owners).size).toBe(1)
        expect(await service.memberById(first.member_id)).toMatchObject({
          points_balance: 40,
          masked_identifier: "******0122",
        })
        const { display_name, tier } = (await service.memberById(first.member_id))!
        expect((await service.wholeSession(second.id))?.member).toEqual({
          masked_identifier: "******0122",
          display_name,
          tier,
          points_balance: 40,
        })
        const identifiers = await sql<{ last_four: string }>(
          "SELECT last_four FROM loyalty_engine_member_identifier WHERE member_id = ? ORDER BY 1",
          [first.member_id],
        )
        expect(identifiers.map(({ last_four }) => last_four)).toEqual(["0111", "0122"])
        expect(await known(first.member_id, "+14155550111")).toBe(true)
        expect(await known(first.member_id, "+14155550122")).toBe(true)
        expect(await known(first.member_id, "+14155550133")).toBe(false)
        const newest = await service.openIdentifier(first.member_id)
        expect(newest?.value).toBe("+14155550122")
        const moves = await sql(
          `SELECT session_id, "from", "to", reason FROM loyalty_engine_session_transition`,
        )
        expect(moves).toHaveLength(4)
        expect(moves).toContainEqual({
          session_id: first.id,
          from: null,
          to: "active",
          reason: CAUSE.reason,
        })
      })

      it("leave nothing of a member behind when the cart got one meanwhile", async () => {
        await open("cart_1")
        const late = open("cart_1", null, { ...IDENTIFIED, provider_member_id: "CUST-LATE" })

        await expect(late).rejects.toMatchObject({ code: "version_conflict" })
        const members = await service.listLoyaltyMembers({ provider_member_id: "CUST-LATE" })
        expect(members).toEqual([])
      })

      it("move once for ten movers who read the same version", async () => {
        const { id, version } = await open("cart_1")
        const results = await Promise.allSettled(
          Array.from({ length: 10 }, () =>
            service.transitionSession({
              ...CAUSE,
              session_id: id,
              to: "failed",
              expected_version: version,
              patch: { failure_reason: "released" },
            }),
          ),
        )

        expect(codes(results)).toEqual(Array(9).fill("version_conflict"))
        expect(await service.listLoyaltySessionTransitions({ session_id: id })).toHaveLength(2)
      })

      it("refuse every move the machine does not have, and name both states", async () => {
        const at = async (status: SessionStatus): Promise<string> => {
          const { id } = await open(`cart_${status}`)
          for (const to of WAYS[status]) {
            await service.transitionSession({ ...CAUSE, session_id: id, to })
          }
          return id
        }
        for (const from of SESSION_STATUSES) {
          const session_id = await at(from)
          for (const to of SESSION_STATUSES.filter((status) => !canTransition(from, status))) {
            await expect(service.transitionSession({ ...CAUSE, session_id, to })).rejects.toThrow(
              `a loyalty session cannot move from ${from} to ${to}`,
            )
          }
          expect(await service.sessionById(session_id)).toMatchObject({ status: from })
        }
      })

      it("are bound to one order, and never to a second", async () => {
        const { id } = await open("cart_1")
        const placed = await times(10, () => place(id, "order_1"))

        expect(placed.filter(({ created }) => created)).toHaveLength(1)
        expect(new Set(placed.map(({ operation }) => operation.id)).size).toBe(1)
        await expect(place(id, "order_2")).rejects.toMatchObject({ code: "invariant_violated" })
      })
    })

    describe("approvals", () => {
      const store = (
        session: SessionRow,
        rewards: AllocatedReward[],
        discount_total: number,
        calls: EngineCallInput[] = [],
      ) =>
        service.storeEvaluation({
          calls,
          session_id: session.id,
          expected_version: session.version,
          basket_fingerprint: `basket-${discount_total}`,
          evaluation_fingerprint: `evaluation-${discount_total}`,
          summary: {
            earned_points: 30,
            multiplier: 3,
            base_points: 20,
            bonus_points: 10,
            tier_bonus_points: 10,
            redeemed_points: 500,
            messages: [],
          },
          line_numbers: { cali_1: 1 },
          rewards,
          discount_total,
          selection: null,
        })

      it("are stored for the version that was asked for, and for no other", async () => {
        const session = await open("cart_1")
        const first = await store(session, [reward("PTS-500", 100)], 100)

        expect(first?.rewards.map(({ amount }) => amount)).toEqual([100])
        expect(await store(session, [reward("PTS-500", 0)], 0)).toBeNull()
        expect(await service.sessionById(session.id)).toMatchObject({ discount_total: 100 })
      })

      it("are stored with the calls that they took, which are kept of a late answer too", async () => {
        const session = await open("cart_1")
        const call = (correlation_id: string): EngineCallInput => ({
          store_id: "store_1",
          session_id: session.id,
          correlation_id,
          call: "evaluate",
          ok: true,
          error_code: null,
          outcome: null,
          message: null,
          latency_ms: 20,
          begun_ms_ago: 60_000,
        })
        const kept = () =>
          sql<{ correlation_id: string; latency_ms: number; age_s: number }>(
            `SELECT correlation_id, latency_ms, extract(epoch FROM now() - at)::int AS age_s
               FROM loyalty_engine_call WHERE session_id = ? ORDER BY correlation_id`,
            [session.id],
          )
        expect(await store(session, [], 0, [call("1"), call("2")])).not.toBeNull()
        expect(await store(session, [], 0, [call("3")])).toBeNull()

        const calls = await kept()
        expect(calls.map(({ correlation_id }) => correlation_id)).toEqual(["1", "2", "3"])
        expect(calls.every(({ latency_ms }) => latency_ms === 20)).toBe(true)
        expect(calls.every(({ age_s }) => age_s >= 60 && age_s < 120)).toBe(true)

        await service.recordEngineCall({ ...call("4"), ok: false, error_code: "timeout" })
        expect(await kept()).toHaveLength(4)
      })

      it("are read with their session in one statement, and are what their own rows say", async () => {
        const session = await open("cart_1")
        const halves = { ...reward("HALF", 50), quantity: 1.5 }
        const limited = {
          ...reward("LIMITED", 7),
          limit: { type: "amount", value_decimal: "0.10" },
          prompt: 'a "quoted" prompt',
        } as const
        await store(session, [reward("PTS-500", 100), halves, limited], 157)

        const { member, ...whole } = (await service.wholeSession(session.id))!
        expect(whole.session).toEqual(await service.sessionById(session.id))
        const own = await service.rewardsOfSession(session.id)
        expect(own).toHaveLength(3)
        expect(withoutTimes(whole.rewards)).toEqual(withoutTimes(own))
        expect(member).toMatchObject({ tier: "Gold", points_balance: 5000 })
        expect(await service.liveApprovalOfCart("cart_1")).toEqual(whole)
        expect(await service.latestApprovalOfCart("cart_1")).toEqual(whole)
      })

      it("are empty in a session that was not evaluated, and null where there is none", async () => {
        const session = await open("cart_1")
        expect(await service.wholeSession(session.id)).toMatchObject({ session, rewards: [] })
        await service.transitionSession({ ...CAUSE, session_id: session.id, to: "failed" })
        expect(await service.liveApprovalOfCart("cart_1")).toBeNull()
        expect(await service.latestApprovalOfCart("cart_1")).toMatchObject({
          session: { id: session.id, status: "failed" },
          rewards: [],
        })
        expect(await service.latestApprovalOfCart("cart_2")).toBeNull()
        expect(await service.wholeSession("lses_unknown")).toBeNull()
      })

      it("are noted as of another basket once, and nobody waits for the disk", async () => {
        const session = await open("cart_1")
        await store(session, [], 100)
        const note = (basket_fingerprint: string, context: Context = {}) =>
          service.noteBasket({ cart_id: "cart_1", basket_fingerprint }, context)
        const row = async () =>
          (
            await sql<{ stale: boolean; xmin: string }>(
              "SELECT stale, xmin::text FROM loyalty_engine_session WHERE id = ?",
              [session.id],
            )
          )[0]!
        const before = await row()
        expect(await note("basket-100")).toBe("active")
        expect(await row()).toEqual(before)

        expect(await note("basket-2")).toBe("active")
        const noted = await row()
        expect(noted.stale).toBe(true)
        expect(await note("basket-3")).toBe("active")
        expect(await row()).toEqual(noted)

        await sql("UPDATE loyalty_engine_session SET stale = false WHERE id = ?", [session.id])
        const setting = await MikroOrmWrapper.forkManager().transactional(async (em) => {
          // As in a shop: the tests' own database waits for no disk at all.
          await em.execute("SET LOCAL synchronous_commit = on")
          await note("basket-4", { transactionManager: em })
          return em.execute<{ synchronous_commit: string }[]>("SHOW synchronous_commit")
        })
        expect(setting).toEqual([{ synchronous_commit: "off" }])
        expect(await row()).toMatchObject({ stale: true })
      })

      it("do not come back over a newer one", async () => {
        const session = await open("cart_1")
        const first = await store(session, [reward("PTS-500", 100)], 100)
        const second = await store(first!.session, [reward("OTHER", 50)], 50)
        const third = await store(second!.session, [reward("NEWEST", 7)], 7)

        await service.restoreEvaluation(second!.previous)
        expect(await service.snapshotEvaluation(session.id)).toMatchObject({
          session: { discount_total: 7 },
          rewards: [{ provider_reward_id: "NEWEST", amount: 7 }],
        })
        await service.restoreEvaluation(third!.previous)
        expect(await service.snapshotEvaluation(session.id)).toMatchObject({
          session: { discount_total: 50 },
          rewards: [{ provider_reward_id: "OTHER", amount: 50 }],
        })
      })

      it("come back as they were, with the rewards' ids, unless the session ended", async () => {
        const session = await open("cart_1")
        await store(session, [reward("PTS-500", 100), reward("PTS-9", 0)], 100)
        const before = await service.snapshotEvaluation(session.id)
        if (!before) {
          throw new Error("No snapshot")
        }
        await store(before.session, [reward("OTHER", 0)], 0)
        await service.restoreEvaluation(before)

        const after = await service.snapshotEvaluation(session.id)
        const { version, updated_at, ...kept } = before.session
        expect(after?.session).toMatchObject(kept)
        expect(after?.session.version).toBeGreaterThan(version)
        expect(after?.session.updated_at.getTime()).toBeGreaterThanOrEqual(updated_at.getTime())
        const shown = ({ rewards }: { rewards: { id: string; amount: number }[] }) =>
          rewards.map(({ id, amount }) => [id, amount])
        expect(after && shown(after)).toEqual(shown(before))

        await service.dropApproval({
          session_id: session.id,
          degraded: true,
          error_code: "unavailable",
          retry_after_s: 30,
        })
        await service.transitionSession({ ...CAUSE, session_id: session.id, to: "failed" })
        await service.restoreEvaluation(before)
        expect(await service.sessionById(session.id)).toMatchObject({
          status: "failed",
          basket_fingerprint: null,
          discount_total: 0,
        })
      })
    })

    describe("the outbox", () => {
      it("gives each operation to one of eight claimers", async () => {
        await times(40, (index) => enqueue(`subject_${index}`))
        const claimed = await times(8, async () => {
          const mine: string[] = []
          for (;;) {
            const batch = await service.claimOperations({ limit: 3, ...LEASE })
            if (batch.length === 0) {
              return mine
            }
            mine.push(...batch.map(({ id }) => id))
          }
        })

        expect(claimed.flat()).toHaveLength(40)
        expect(new Set(claimed.flat()).size).toBe(40)
        const [most] = await sql<{ attempts: number }>(
          "SELECT max(attempts) AS attempts FROM loyalty_engine_operation",
        )
        expect(most?.attempts).toBe(1)
      })

      it("passes on what a dead worker held, and hears no more of the old one", async () => {
        const session = await due("order_1")
        const old = await claim()
        expect(await service.claimOperations({ limit: 1, ...LEASE })).toEqual([])
        await endLeases()
        const heir = await claim()

        expect(heir).toMatchObject({ operation_id: old.operation_id, fence: old.fence + 1 })
        const failure = { error_code: "unavailable", message: "late" }
        expect(await service.recordDone(old)).toBe(false)
        expect(await service.buryOperation(old, failure)).toBe(false)
        expect(
          await service.postponeOperation(old, { ...failure, status: "due", delay_s: 1 }),
        ).toBe(false)
        expect(await service.thawRequest(old)).toBe(false)
        expect(await service.recordRefused(old, { failure, cause: CAUSE })).toBe(false)
        const owed = dueOf(session.id)
        expect(
          await service.recordFinalized(old, { outcome: OUTCOME, cause: CAUSE, due: owed }),
        ).toBeNull()
        expect(await service.listLoyaltyAdjustmentDues({})).toEqual([])
        await expect(freeze(old, "{}")).rejects.toMatchObject({ code: "version_conflict" })
        expect(await service.sessionById(session.id)).toMatchObject({
          status: "pending_finalization",
        })

        const finalized = { outcome: OUTCOME, cause: CAUSE, due: owed }
        const recorded = await service.recordFinalized(heir, finalized)
        expect(recorded?.session.status).toBe("finalized")
        expect(await service.listLoyaltyAdjustmentDues({})).toMatchObject([{ key: owed.key }])
        expect(await service.recordFinalized(heir, { outcome: OUTCOME, cause: CAUSE })).toBeNull()
        expect(await service.transactionsOfOrder("order_1")).toHaveLength(1)
      })

      it("counts a crash as sent only where a body was frozen", async () => {
        await due("order_1")
        expect((await claim()).was_unknown).toBe(false)
        await endLeases()
        const second = await claim()
        expect(second.was_unknown).toBe(false)
        await freeze(second, '{"n":1}')
        await endLeases()

        expect((await claim()).was_unknown).toBe(true)
      })

      it("asks about a send that was unknown once, whatever became of later attempts", async () => {
        await due("order_1")
        const first = await claim()
        await freeze(first, '{"n":1}')
        const failed = { error_code: "timeout", message: "no answer", delay_s: 0 }
        await service.postponeOperation(first, { ...failed, status: "unknown" })
        const second = await claim()
        expect(second.was_unknown).toBe(true)
        // What was sent second was certainly not taken; what was sent first may still arrive.
        await service.postponeOperation(second, { ...failed, status: "due" })
        expect((await claim()).was_unknown).toBe(true)
      })

      it("freezes the first body for good, unreadable in the database", async () => {
        await due("order_1")
        const held = await claim()
        const frozen = await Promise.all(
          ["first", "second", "third"].map((body) =>
            freeze(held, `{"phone":"+1415","b":"${body}"}`),
          ),
        )

        expect(new Set(frozen.map(({ body }) => body)).size).toBe(1)
        expect(await freeze(held, "{}")).toEqual(frozen[0])
        const [row] = await sql<{ sealed_body: string }>(
          "SELECT sealed_body FROM loyalty_engine_operation",
        )
        expect(row?.sealed_body).not.toContain("+1415")
      })

      it("makes a waiting operation due for one of ten callers", async () => {
        const { operation } = await place((await open("cart_1")).id, "order_1")
        expect(await service.claimOperations({ limit: 1, ...LEASE })).toEqual([])
        const answers = await times(10, () => service.scheduleOperation(operation.id, {}))

        expect(answers.filter(Boolean)).toHaveLength(1)
        expect((await claim()).operation_id).toBe(operation.id)
      })

      it("lets a cancellation win or the send, never both", async () => {
        const send = () => service.claimOperations({ limit: 1, ...LEASE })
        const seen = new Set<string>()
        for (let round = 0; round < 8; round++) {
          const session = await due(`order_${round}`)
          const cancel = () =>
            service.cancelFinalize(
              { session_id: session.id, failure_reason: "order_canceled" },
              CAUSE,
            )
          // Whoever begins nearly always wins, and a cancellation takes several statements: it
          // gets a longer start each time that it has one.
          const begun = round % 2 === 0 ? null : send()
          const later = () => pause(2 * round).then(send)
          const [outcome, claimed] = await Promise.all([cancel(), begun ?? later()])

          expect([outcome, claimed.length]).toEqual(
            claimed.length === 1 ? ["running", 1] : ["cancelled", 0],
          )
          expect(await cancel()).toBe(outcome === "cancelled" ? "over" : "running")
          seen.add(outcome)
          // Out of the way of the same member's next order.
          for (const { id: operation_id, fence } of claimed) {
            const failure = { error_code: "invalid_request", message: "no" }
            await service.buryOperation({ operation_id, fence }, failure)
          }
        }
        expect([...seen].sort()).toEqual(["cancelled", "running"])
      })
    })

    describe("what an engine says of a member", () => {
      const HISTORY: MemberHistory = {
        points_balance: 9000,
        tier: "Gold",
        next_cursor: null,
        entries: [
          {
            key: "h1",
            at: "2026-01-01T00:00:00Z",
            type: "earn",
            points: 20,
            description: "Store 300",
            receipt_id: null,
          },
        ],
      }
      const enqueueSync = () =>
        service.enqueueOperation({
          kind: "sync",
          subject_id: member_id,
          member_id,
          store_id: "store_1",
          provider_id: "pdi",
          due: true,
        })
      const synced = (held: Claim) => service.storeSynced(held, { member_id, history: HISTORY })
      const erase = async () => {
        await service.requestErasure(member_id, CAUSE)
        expect(await service.eraseMember(member_id, CAUSE)).toBe("erased")
      }
      const kept = async () => {
        const { entries } = await service.historyOfMember(member_id, { limit: 9, offset: 0 })
        const { points_balance, tier } = (await service.memberById(member_id))!
        return { entries: entries.length, points_balance, tier }
      }
      const NOTHING = { entries: 0, points_balance: null, tier: null }

      it("is stored by the worker that fetched it, and by none that lost its claim", async () => {
        await enqueueSync()
        const frozen = await claim()
        await endLeases()
        const heir = await claim()
        expect(await synced(frozen)).toBe(false)
        expect(await kept()).toMatchObject({ entries: 0, points_balance: 5000 })
        expect(await synced(heir)).toBe(true)
        expect(await kept()).toMatchObject({ entries: 1, points_balance: 9000 })

        await service.recordDone(heir)
        await erase()
        expect([await synced(frozen), await synced(heir)]).toEqual([false, false])
        expect(await kept()).toEqual(NOTHING)
      })

      it("is not kept of one who is erased, whoever asks", async () => {
        await erase()
        await service.storeHistory(member_id, HISTORY)
        expect(await kept()).toEqual(NOTHING)
      })

      it("of goods that come back is booked, and no balance beside it, once one is erased", async () => {
        const session = await due("order_1")
        await service.recordFinalized(await claim(), { outcome: OUTCOME, cause: CAUSE })
        expect(await kept()).toMatchObject({ points_balance: OUTCOME.points_balance })
        await erase()

        const reversal = { lines: [], granted_rewards: [], earned_points: 9, redeemed_points: 0 }
        const returned = { order_id: "order_1", sequence: 1, reversal, reason: "returned" } as const
        await service.bookReversal({ session, ...returned })
        const outcome = { points_balance: 4521, receipt_id: "RCP-2" }
        await service.recordReversed(await claim(), { outcome, reversal })

        expect(await service.transactionsOfOrder("order_1")).toMatchObject([
          { kind: "finalize" },
          { kind: "reverse", earned_points: -9, points_balance: 4521 },
        ])
        expect(await kept()).toEqual(NOTHING)
      })
    })

    describe("other rows", () => {
      it("give a job's lease to one process, until it ends or gives it back", async () => {
        const start = (owner: string) => service.startJob({ job: "sweep", lease_s: 60, owner })
        const answers = await times(10, (index) => start(`p${index}`))
        const winner = `p${answers.indexOf(true)}`
        const run = { job: "sweep", outcome: "ok", figures: {}, error: null } as const

        expect(answers.filter(Boolean)).toHaveLength(1)
        await service.finishJob({ ...run, owner: "somebody else" })
        expect(await start("p99")).toBe(false)
        await service.finishJob({ ...run, owner: winner })
        expect(await start("p99")).toBe(true)
        await sql("UPDATE loyalty_engine_job_run SET lease_until = now() - interval '1 second'")
        expect(await start("p100")).toBe(true)
      })

      it("tie a member to one of two customers who are linked at once", async () => {
        const links = await times(2, (index) =>
          service.linkMember({ member_id, customer_id: `cus_${index}` }),
        )

        expect(links.filter(({ outcome }) => outcome === "linked")).toHaveLength(1)
        const owner = `cus_${links.findIndex(({ outcome }) => outcome === "linked")}`
        expect(await service.memberById(member_id)).toMatchObject({ customer_id: owner })
      })

      it("tell each other of an engine that is down, for as long as it is left alone", async () => {
        const warned: string[] = []
        const process = (manager = () => MikroOrmWrapper.forkManager()) =>
          new SharedBreakers(manager, { warn: (message) => warned.push(message) })
        const [one, other] = [process(), process()]
        expect(await other.openFor_ms("engine")).toBe(0)
        await one.opened("engine", 60_000)
        // A copy a quarter of a second old may be used; no call waits for a newer one.
        await waitFor(async () => (await other.openFor_ms("engine")) > 50_000)
        expect(other.knownOpenFor_ms("engine")).toBeGreaterThan(50_000)
        expect(await other.openFor_ms("another")).toBe(0)

        await one.opened("engine", 1_000)
        expect(await process().openFor_ms("engine")).toBeGreaterThan(50_000)
        await sql("UPDATE loyalty_engine_breaker SET open_until = now()")
        expect(await process().openFor_ms("engine")).toBe(0)
        expect(await sql("SELECT key FROM loyalty_engine_breaker WHERE key = 'engine'")).toEqual([])
        expect(warned).toEqual([])
      })

      it("go by their own breakers while the database cannot be asked", async () => {
        const warned: string[] = []
        const alone = new SharedBreakers(
          () => {
            throw new Error("no database")
          },
          { warn: (message) => warned.push(message) },
        )
        expect(await alone.openFor_ms("engine")).toBe(0)
        expect(await alone.openFor_ms("engine")).toBe(0)
        await alone.opened("engine", 60_000)
        // Asked once, not at every call; told once.
        expect(warned).toHaveLength(2)
      })

      it("forget counts of tries that are over, and those of a clock that had leapt ahead", async () => {
        await sql(
          `INSERT INTO loyalty_engine_rate_limit (key, points, expire)
           SELECT key, 1, (EXTRACT(EPOCH FROM now()) + s) * 1000
             FROM (VALUES ('over', -1), ('counting', 599), ('leapt', 86400)) AS given (key, s)`,
        )
        expect(await service.clearForgotten({ limit: 10 })).toMatchObject({ rate_limits: 2 })
        expect(await sql("SELECT key FROM loyalty_engine_rate_limit")).toEqual([
          { key: "counting" },
        ])
      })

      it("list an amount of money that 32 bits do not hold", async () => {
        const { id } = await open("cart_1")
        const amount = 3_000_000_000
        await service.noteAdjustmentDue({ ...dueOf(id), amount })

        const page = { offset: 0, limit: 10, order: {} }
        expect(await service.listAdjustments({}, page)).toMatchObject([[{ amount }], 1])
      })

      it("list what is due by hand once for each key", async () => {
        const { id } = await open("cart_1")
        await times(5, () => service.noteAdjustmentDue(dueOf(id)))

        expect(await service.listLoyaltyAdjustmentDues({})).toHaveLength(1)
      })
    })
  },
})
