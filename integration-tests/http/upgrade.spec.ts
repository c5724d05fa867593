import path from "node:path"

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { Child } from "../../scripts/demo/lib/child"
import { anyFreePort } from "../../scripts/demo/lib/ports"
import { medusaEnvironment, startMedusa, thisProject } from "../../scripts/demo/parts/medusa"
import type { StoreLoyaltySessionResponse } from "../../src/types/http"
import { describeShop, fulfil, Shopper, waitFor, type HttpClient, type Order } from "../helpers"
import { MIGRATIONS, queriesOf } from "../helpers/migrations"
import { clientOf } from "../redis/support/processes"

const LOGS = path.resolve(".cache", "upgrade")
const PLANT = path.resolve("chaos", "app", "plant-defect.cjs")
const TIME_LIMIT_MS = 300_000
/** The drain runs every minute. */
const DRAINED_WITHIN_MS = 90_000
/** The tables as they were in the week before. */
const OLDER = "Migration20261121121953.ts"
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }

// The runner's own Medusa fills the database and looks into it. It hears no event and runs no job:
// whatever is done is done by the process that was started last.
process.env.MEDUSA_WORKER_MODE = "server"

describeShop({
  sites: 1,
  testSuite: ({ simulator, shop, stage, admin, commits, getContainer }) => {
    const children: Child[] = []
    afterAll(() => Promise.all(children.map((child) => child.stop())))

    /** The shop's own process, as `medusa start` starts it. */
    const start = async (name: string): Promise<{ http: HttpClient; child: Child }> => {
      const [database] = await stage.sql<{ name: string }>("SELECT current_database() AS name")
      const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD } = process.env
      const { http: secrets } = getContainer().resolve(
        ContainerRegistrationKeys.CONFIG_MODULE,
      ).projectConfig
      const env = {
        ...medusaEnvironment({
          databaseUrl: `postgres://${DB_USERNAME}:${DB_PASSWORD}@${DB_HOST}:${DB_PORT}/${database?.name}`,
          redisUrl: undefined,
          secrets: { JWT_SECRET: secrets.jwtSecret as string },
          adminOrigins: [],
          storeOrigins: [],
        }),
        MEDUSA_WORKER_MODE: "shared",
        MEDUSA_DISABLE_ADMIN: "true",
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require "${PLANT}"`.trim(),
      }
      const project = { ...thisProject(env), logFolder: path.join(LOGS, name) }
      const port = await anyFreePort()
      await startMedusa(project, { host: "127.0.0.1", port }, (child) => void children.push(child))
      const child = children.at(-1)!
      return { http: clientOf({ url: `http://127.0.0.1:${port}`, child }), child }
    }
    /** A shopper with 3.87 off, 1.00 of it for points. */
    const granted = async (http: HttpClient): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fillAndAccept(BASKET, ["PTS-500"])
      return shopper
    }
    const ordered = async (shopper: Shopper): Promise<Order> => {
      const order = await shopper.placeOrder()
      await waitFor(() => stage.operation(order.id))
      return order
    }
    /** The same shopper on another process. */
    const at = (http: HttpClient, { cart_id, session, token }: Shopper): Shopper =>
      Object.assign(new Shopper(http, shop), { cart_id, session, token })
    const migrate = async (names: readonly string[], direction: "up" | "down"): Promise<void> => {
      for (const name of names) {
        for (const query of await queriesOf(name, direction)) {
          await stage.sql(query)
        }
      }
    }

    it(
      "goes on with orders and carts of the version before, and books each order once",
      async () => {
        const before = await start("before")
        const waiting = await ordered(await granted(before.http))
        const unanswered = await ordered(await granted(before.http))
        const shopping = await granted(before.http)
        simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 })
        await fulfil(before.http, admin, unanswered)
        await waitFor(async () => (await stage.operation(unanswered.id)).status === "unknown")
        const carried = await shopping.cart()
        expect(carried.discount_subtotal).toBeCloseTo(3.87, 4)

        await before.child.stop()
        const later = MIGRATIONS.slice(MIGRATIONS.indexOf(OLDER) + 1)
        expect(later.length).toBeGreaterThan(1)
        await migrate([...later].reverse(), "down")
        await migrate(later, "up")
        await stage.makeDue(unanswered.id)
        const { http } = await start("after")

        // The cart's session goes on: the same one, with its token, its rewards and its choice.
        const shopper = at(http, shopping)
        const { status, data } = await shopper.get(
          `/store/loyalty/session/${shopper.session?.id}?cart_id=${shopper.cart_id}`,
        )
        expect(status).toBe(200)
        expect((data as StoreLoyaltySessionResponse).loyalty_session).toMatchObject({
          id: shopper.session?.id,
          status: "active",
          discount_total: 3.87,
        })
        expect((await shopper.cart()).discount_subtotal).toBeCloseTo(3.87, 4)
        await shopper.setQuantity("CANDY", 4)
        expect(await shopper.rewards()).toMatchObject({ id: shopper.session?.id, status: "active" })
        const last = await ordered(shopper)

        // What was sent and not answered is asked about, and what waits goes when it is handed over.
        await fulfil(http, admin, waiting)
        await fulfil(http, admin, last)
        for (const { id } of [waiting, unanswered, last]) {
          await waitFor(async () => (await stage.statusOf(id)) === "finalized", {
            timeout_ms: DRAINED_WITHIN_MS,
          })
          expect([id, commits(id)]).toEqual([id, 1])
          expect(await stage.service.transactionsOfOrder(id)).toHaveLength(1)
          const session = await stage.service.sessionOfOrder(id)
          expect(await stage.transitions(session?.id ?? "")).toEqual([
            ">active",
            "active>pending_finalization",
            "pending_finalization>finalized",
          ])
        }
        expect(await at(http, shopping).summary(last.id)).toMatchObject({ status: "finalized" })
      },
      TIME_LIMIT_MS,
    )
  },
})
