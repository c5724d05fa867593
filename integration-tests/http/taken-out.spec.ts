import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import path from "node:path"

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { Child } from "../../scripts/demo/lib/child"
import { anyFreePort } from "../../scripts/demo/lib/ports"
import { migrate, startMedusa, type MedusaProject } from "../../scripts/demo/parts/medusa"
import {
  Clerk,
  describeShop,
  fulfil,
  Shopper,
  waitFor,
  type HttpClient,
  type Order,
} from "../helpers"
import { clientOf } from "../redis/support/processes"

const FOLDER = path.resolve(".cache", "taken-out")
const TIME_LIMIT_MS = 300_000
/** Medusa's command line looks for itself in it. */
const MANIFEST = { name: "shop", private: true, dependencies: { "@medusajs/medusa": "*" } }
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const TAX = 1.0825
const GRANTED_PRICE = 4.98 + 5.67 + 3.29 - 3.87

/** A shop's own project on the same database, which has never heard of the plugin. */
const writeProject = (): void => {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  symlinkSync(path.resolve("node_modules"), path.join(FOLDER, "node_modules"), "dir")
  writeFileSync(path.join(FOLDER, "package.json"), JSON.stringify(MANIFEST))
  writeFileSync(
    path.join(FOLDER, "medusa-config.js"),
    `const { defineConfig } = require("@medusajs/framework/utils")
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:9000",
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: "development-only",
    },
  },
  admin: { disable: true },
})
`,
  )
}

describeShop({
  sites: 1,
  settings: () => ({ supports_reverse: true }),
  testSuite: ({ http, shop, stage, admin, commits, getContainer }) => {
    const children: Child[] = []
    afterAll(() => Promise.all(children.map((child) => child.stop())))

    /** Starts Medusa without the plugin on this shop's database, after its migrations. */
    const startWithout = async (): Promise<{ url: string; bare: HttpClient }> => {
      writeProject()
      const [database] = await stage.sql<{ name: string }>("SELECT current_database() AS name")
      const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD } = process.env
      const { http: secrets } = getContainer().resolve(
        ContainerRegistrationKeys.CONFIG_MODULE,
      ).projectConfig
      const project: MedusaProject = {
        folder: FOLDER,
        logFolder: path.join(FOLDER, "logs"),
        env: {
          ...process.env,
          NODE_ENV: "development",
          DATABASE_URL: `postgres://${DB_USERNAME}:${DB_PASSWORD}@${DB_HOST}:${DB_PORT}/${database?.name}`,
          JWT_SECRET: secrets.jwtSecret as string,
        },
      }
      const keep = (child: Child) => void children.push(child)
      await migrate(project, keep)
      const port = await anyFreePort()
      await startMedusa(project, { host: "127.0.0.1", port }, keep)
      const url = `http://127.0.0.1:${port}`
      return { url, bare: clientOf({ url, child: children.at(-1)! }) }
    }
    /** A shopper with 3.87 off, 1.00 of it for points. */
    const granted = async (): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fillAndAccept(BASKET, ["PTS-500"])
      return shopper
    }
    /** The same shopper on the shop without the plugin. */
    const at = (bare: HttpClient, { cart_id }: Shopper): Shopper => {
      const shopper = new Shopper(bare, shop)
      shopper.cart_id = cart_id
      return shopper
    }
    const dues = async (order: Order) =>
      (await stage.adjustmentsDue(order.id)).map(({ kind, amount }) => [kind, amount])

    it(
      "goes on without it, and what happened meanwhile is booked once when it is back",
      async () => {
        const [buyer, regular, payer, leaver] = [
          await granted(),
          await granted(),
          await granted(),
          await granted(),
        ]
        const waiting = await buyer.placeOrder()
        await waitFor(() => stage.operation(waiting.id))
        const finalized = await regular.placeOrder()
        await fulfil(http, admin, finalized)
        await stage.finalized(finalized.id)
        await payer.beginPayment()

        const { url, bare } = await startWithout()
        const clerk = new Clerk(bare, admin, shop.location_id)
        expect((await fetch(`${url}/admin/loyalty/stores`, admin)).status).toBe(404)
        for (const { id } of [waiting, finalized]) {
          const order = await clerk.order(id)
          expect(order.total).toBeCloseTo(GRANTED_PRICE * TAX, 4)
          const off = order.items.flatMap(({ adjustments }) => adjustments)
          expect(off.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(3.87, 4)
          expect((await at(bare, buyer).get(`/store/orders/${id}`)).status).toBe(200)
        }
        await fulfil(bare, admin, waiting)
        await clerk.takeBack(finalized, { ENERGY: 1 })

        // An untouched cart is bought for what was granted; nobody corrects one that changes.
        const { order: paid } = (await at(bare, payer).complete()).data as { order: Order }
        expect(paid.total).toBeCloseTo(GRANTED_PRICE * TAX, 4)
        const changed = at(bare, leaver)
        await changed.setQuantity("CANDY", 1)
        const last = await changed.placeOrder()
        expect(last.total).toBeCloseTo((GRANTED_PRICE - 2 * 1.89) * TAX, 4)

        await stage.sweep()
        await stage.drain()
        await fulfil(http, admin, paid)
        await fulfil(http, admin, last)
        const orders = [waiting, finalized, paid, last]
        for (const { id } of orders) {
          await stage.finalized(id)
          expect(commits(id)).toBe(1)
          const session = await stage.service.sessionOfOrder(id)
          expect(await stage.transitions(session?.id ?? "")).toEqual([
            ">active",
            "active>pending_finalization",
            "pending_finalization>finalized",
          ])
        }
        const taken = await stage.service.reversalsOfOrder(finalized.id)
        expect(taken.map(({ status }) => status)).toEqual(["done"])
        expect(await dues(waiting)).toEqual([])
        expect(await dues(paid)).toEqual([])
        expect(await dues(last)).toContainEqual(["discount_above_approval", 387])
      },
      TIME_LIMIT_MS,
    )
  },
})
