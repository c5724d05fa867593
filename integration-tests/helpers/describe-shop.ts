import type { MedusaContainer } from "@medusajs/framework/types"
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"

import { startSimulator, type Simulator } from "../../packages/pdi-simulator/src/index"
import { adminHeaders, type RequestOptions } from "./admin"
import { expectOrdersReadAlike } from "./orders-read-alike"
import { allowLoopbackEngine, openShop, switchOn, type Shop } from "./shop"
import type { HttpClient } from "./shopper"
import { stageOf, type Stage } from "./stage"

/** A spec file's shop, and what differs from that of other files. */
export interface ShopSetup {
  /** How many of the chain's sites have loyalty, the first ones; all of them by default. */
  sites?: number
  /** Settings of each site's engine besides its address; by the site's place in the chain. */
  settings?: (site: number) => Record<string, unknown>
  /** Changes Medusa's configuration before it starts. */
  configure?: (container: MedusaContainer) => Promise<void>
  /** After each test every order must be read by one statement as by Medusa's modules. */
  comparesOrders?: boolean
  testSuite: (parts: ShopParts) => void
}

/**
 * The parts of a running shop. They are empty until `beforeAll` has run: take them apart in the
 * suite's parameters, and use them in hooks and tests only.
 */
export interface ShopParts {
  http: HttpClient
  /** The engine of every site; like new before each test. */
  simulator: Simulator
  shop: Shop
  stage: Stage
  /** Headers of an admin's request. */
  admin: RequestOptions
  getContainer: () => MedusaContainer
  /** How often the engine booked an order. */
  commits: (order_id: string) => number
}

/**
 * One Medusa with the demo's chain, a simulator as its engine and an admin, for a whole spec file.
 *
 * @example
 * describeShop({
 *   testSuite: ({ http, shop }) => {
 *     it("opens a session", async () => {
 *       const shopper = new Shopper(http, shop)
 *     })
 *   },
 * })
 */
export const describeShop = (setup: ShopSetup): void => {
  medusaIntegrationTestRunner({
    inApp: true,
    hooks: { beforeServerStart: setup.configure ?? allowLoopbackEngine },
    testSuite: ({ api, getContainer }) => {
      // Filled in place, so that a suite can take them apart before they exist.
      const simulator = {} as Simulator
      const shop = {} as Shop
      const stage = {} as Stage
      const admin = {} as RequestOptions

      beforeAll(async () => {
        const container = getContainer()
        Object.assign(simulator, await startSimulator())
        Object.assign(stage, stageOf(container))
        Object.assign(admin, await adminHeaders(container))
        Object.assign(shop, await openShop(container))
        for (const [index, site] of shop.sites.slice(0, setup.sites).entries()) {
          const settings = setup.settings?.(index)
          await switchOn(container, { site, simulator, ...(settings && { settings }) })
        }
      })

      beforeEach(() => {
        simulator.reset()
        simulator.clearFaults()
        simulator.clearRequests()
      })

      if (setup.comparesOrders) {
        afterEach(async () => {
          await expectOrdersReadAlike(getContainer())
        })
      }

      afterAll(() => simulator.close())

      setup.testSuite({
        http: api as HttpClient,
        simulator,
        shop,
        stage,
        admin,
        getContainer,
        commits: (order_id) => simulator.books().commitsByTransaction[order_id] ?? 0,
      })
    },
  })
}
