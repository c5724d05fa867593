import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

import { Client } from "@medusajs/framework/pg"
import { TestDatabaseUtils } from "@medusajs/test-utils"

import { MIGRATIONS as NAMES, queriesOf } from "../helpers/migrations"
import { liveTrade, type LiveTrade } from "./support/live-trade"
import { OUTCOME } from "./support/rows"
import { withModule } from "./support/with-module"

const MODELS = path.resolve("src", "modules", "loyalty", "models")
/** Every column that a model calls money, as `table.column`. */
const MONEY = readdirSync(MODELS)
  .map((name) => readFileSync(path.join(MODELS, name), "utf8"))
  .flatMap((model) => {
    const table = /tableName: "(\w+)"/.exec(model)?.[1]
    return [...model.matchAll(/(\w+): minorUnits\(\)/g)].map(([, column]) => `${table}.${column}`)
  })
  .sort()

/** Every column, index and constraint of the plugin's, one a line. */
const SCHEMA = `
  SELECT format('%s.%s %s%s default %s', table_name, column_name, data_type,
                CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END, column_default) AS line
    FROM information_schema.columns WHERE table_name LIKE 'loyalty_engine_%'
  UNION ALL
  SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'loyalty_engine_%'
  UNION ALL
  SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid::regclass::text LIKE 'loyalty_engine_%' AND contype <> 'n'
  ORDER BY 1`

const CAUSE = { reason: "test", actor: "system", correlation_id: "test" }

describe("the migrations of the plugin", () => {
  const database = `loyalty_migrations_${process.pid}`
  let admin: Client
  let client: Client

  const connection = (name: string) => ({
    host: process.env.DB_HOST ?? "127.0.0.1",
    port: Number(process.env.DB_PORT ?? 5432),
    user: process.env.DB_USERNAME ?? "postgres",
    password: process.env.DB_PASSWORD ?? "",
    database: name,
  })
  const schema = async (): Promise<string[]> =>
    (await client.query<{ line: string }>(SCHEMA)).rows.map(({ line }) => line)
  const run = async (name: string, direction: "up" | "down"): Promise<void> => {
    for (const query of await queriesOf(name, direction)) {
      await client.query(query)
    }
  }

  beforeEach(async () => {
    admin = new Client(connection("postgres"))
    await admin.connect()
    await admin.query(`CREATE DATABASE ${database}`)
    client = new Client(connection(database))
    await client.connect()
  })

  afterEach(async () => {
    await client.end()
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`)
    await admin.end()
  })

  it("are taken down again one by one to what was there before, and up once more", async () => {
    const states = [await schema()]
    for (const name of NAMES) {
      await run(name, "up")
      states.push(await schema())
    }
    const whole = states.at(-1)!
    expect(whole.length).toBeGreaterThan(100)
    for (const [at, name] of [...NAMES.entries()].reverse()) {
      await run(name, "down")
      expect([name, await schema()]).toEqual([name, states[at]])
    }
    expect(await schema()).toEqual([])
    for (const name of NAMES) {
      await run(name, "up")
    }
    expect(await schema()).toEqual(whole)
  })

  it("give all money more room than 32 bits, in a type that is read as a number", async () => {
    for (const name of NAMES) {
      await run(name, "up")
    }
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%s.%s', table_name, column_name) AS name FROM information_schema.columns
        WHERE table_name LIKE 'loyalty_engine_%' AND data_type = 'double precision'`,
    )
    expect(MONEY.length).toBeGreaterThan(4)
    expect(rows.map(({ name }) => name).sort()).toEqual(MONEY)
  })

  /** A shop that began to trade under each version, and has come to the newest. */
  const upFromEveryVersion = async () => {
    const shops: { since: string; trade: LiveTrade; before: unknown[] }[] = []
    for (const [number, since] of NAMES.slice(0, -1).entries()) {
      await run(since, "up")
      const trade = liveTrade(number)
      shops.push({ since, trade, before: await trade.insert(client) })
    }
    await run(NAMES.at(-1)!, "up")
    return shops
  }

  it("leave the live sessions of an older version as they were", async () => {
    const shops = await upFromEveryVersion()

    expect(shops).toHaveLength(NAMES.length - 1)
    for (const { since, trade, before } of shops) {
      expect(before).toHaveLength(9)
      // Columns may come; what was there is there, and says the same.
      expect([since, await trade.read(client)]).toMatchObject([since, before])
    }
  })

  it("leave an older version's trade so that the newest code reads it and ends what was pending", async () => {
    const trades = (await upFromEveryVersion()).map(({ trade }) => trade)

    await withModule(TestDatabaseUtils.getDatabaseURL(database), async (service) => {
      const claimed = await service.claimOperations({ limit: 100, lease_s: 60 })
      const pending_ids = trades.map(({ pending }) => pending.operation_id)
      expect(claimed.map(({ id }) => id).sort()).toEqual([...pending_ids].sort())
      for (const { member_id, live, pending, booked, body } of trades) {
        expect((await service.liveSessionOfCart(live.cart_id))?.id).toBe(live.session_id)
        expect(await service.wholeSession(live.session_id)).toMatchObject({
          session: { id: live.session_id, status: "active", discount_total: 100, version: 3 },
          rewards: [{ provider_reward_id: "PTS-500", amount: 100, allocations: [{ amount: 100 }] }],
          member: { masked_identifier: "******0100", points_balance: 5_000 },
        })
        expect(await service.transactionsOfOrder(booked.order_id)).toMatchObject([
          { member_id, earned_points: 30, redeemed_points: 500 },
        ])

        const operation = claimed.find(({ id }) => id === pending.operation_id)!
        expect(operation.was_unknown).toBe(true)
        const { idempotency_key } = operation
        expect(service.openRequest(operation)).toEqual({ idempotency_key, body })
        expect(idempotency_key).toBe(`fin:${pending.order_id}`)
        const claim = { operation_id: operation.id, fence: operation.fence }
        const recorded = await service.recordFinalized(claim, { outcome: OUTCOME, cause: CAUSE })
        expect(recorded?.session).toMatchObject({ id: pending.session_id, status: "finalized" })
        expect(await service.transactionsOfOrder(pending.order_id)).toHaveLength(1)
      }
    })
  })
})
