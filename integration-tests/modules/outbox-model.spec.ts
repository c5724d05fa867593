import path from "node:path"

import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import fc from "fast-check"

import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import * as commands from "./support/outbox-model"
import type { Model, Real } from "./support/outbox-model"

/** `LOYALTY_MODEL_RUNS=2000 LOYALTY_MODEL_SEED=…` for a long night; the same few runs in CI. */
const RUNS = Number(process.env.LOYALTY_MODEL_RUNS ?? 30)
const SEED = Number(process.env.LOYALTY_MODEL_SEED ?? 20_261_121)
const STEPS_MAX = 40
const TIME_LIMIT_MS = 60_000 + RUNS * 1_000

const ACCOUNT = { provider_id: "pdi", participant_id: "ACME" }
const CAUSE = { reason: "model", actor: "system", correlation_id: "model" }

const worker = fc.nat({ max: 3 })
const steps = fc.commands<Model, Real, false>(
  [
    fc.constant(commands.place),
    fc.constant(commands.schedule),
    fc.constant(commands.claim),
    fc.constant(commands.claim),
    fc.constant(commands.endLease),
    fc.constant(commands.passWait),
    fc.constant(commands.cancel),
    fc.tuple(worker, fc.constantFrom("a", "b")).map(([by, body]) => commands.freeze(by, body)),
    worker.map(commands.record),
    worker.map(commands.refuse),
    fc
      .tuple(worker, fc.constantFrom("due", "unknown"))
      .map(([by, to]) => commands.postpone(by, to)),
  ],
  { maxCommands: STEPS_MAX, size: "max" },
)

moduleIntegrationTestRunner<LoyaltyModuleService>({
  moduleName: "loyalty_engine",
  resolve: "./src/modules/loyalty",
  pathToMigrations: path.resolve("src", "modules", "loyalty", "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    const sql = <T>(statement: string, params: unknown[] = []): Promise<T[]> =>
      MikroOrmWrapper.forkManager().execute<T[]>(statement, params)

    describe("the outbox and its model", () => {
      it(
        "agree after every step of any sequence, with workers whose claims are over",
        async () => {
          const member = {
            ...ACCOUNT,
            identified: {
              provider_member_id: "CUST-1",
              name: "John Doe",
              points_balance: 5_000,
              tier: "Gold",
              masked_identifier: null,
            },
            identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
          } as const
          let run = 0
          const begin = async (): Promise<{ model: Model; real: Real }> => {
            run += 1
            // A claim takes the oldest due operation of the table: only this order's may be there.
            await sql("DELETE FROM loyalty_engine_operation")
            const { session } = await service.openSession(
              {
                member,
                session: {
                  ...ACCOUNT,
                  id: `lses_${run}`,
                  store_id: "store_1",
                  site_id: "0300",
                  config_version: 1,
                  cart_id: `cart_${run}`,
                  customer_id: null,
                  sales_channel_id: null,
                  currency_code: "usd",
                  provider_session_id: `sess_${run}`,
                  pos_sequence_id: `0300-${run}`,
                  expires_at: null,
                },
              },
              CAUSE,
            )
            const names = { session_id: session.id, order_id: `order_${run}`, operation_id: "" }
            return {
              model: {
                session: "active",
                operation: "none",
                fence: 0,
                frozen: null,
                leaseOver: false,
                everUnknown: false,
              },
              real: { service, sql, ...names, claims: [] },
            }
          }

          await fc.assert(
            fc.asyncProperty(steps, async (sequence) => {
              const start = await begin()
              await fc.asyncModelRun(() => start, sequence)
            }),
            { numRuns: RUNS, seed: SEED, endOnFailure: true },
          )
          expect(run).toBeGreaterThanOrEqual(RUNS)
        },
        TIME_LIMIT_MS,
      )
    })
  },
})
