import path from "node:path"

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"

import { limitIdentify } from "../../src/api/store/loyalty/rate-limit"
import { isLoyaltyError } from "../../src/modules/loyalty/domain/errors"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"

import { leapt } from "../helpers/leapt"

const NUMBERS = 10_000
/** Where the tries come from, half of them IPv6. */
const NETWORKS = 20
const AT_ONCE = 8
const HOUR_MS = 3_600_000

moduleIntegrationTestRunner<LoyaltyModuleService>({
  moduleName: "loyalty_engine",
  resolve: "./src/modules/loyalty",
  pathToMigrations: path.resolve("src", "modules", "loyalty", "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    /** A process of the shop: limits are kept by connection. */
    const processes = (count: number): MedusaContainer[] => {
      const { client } = MikroOrmWrapper.forkManager().getKnex() as { client: unknown }
      return Array.from({ length: count }, () => {
        const connection = { client }
        return {
          resolve: (key: string) =>
            key === ContainerRegistrationKeys.PG_CONNECTION ? connection : service,
        } as unknown as MedusaContainer
      })
    }
    const phoneOf = (number: number): string => `phone:+1415${String(5_550_000 + number)}`
    /** Whoever has one IPv6 address has as many as they like of their network. */
    const addressOf = (number: number): string => {
      const network = number % NETWORKS
      return network % 2 === 0
        ? `203.0.113.${network}`
        : `2001:db8:7:${network}::${number.toString(16)}`
    }
    interface Try {
      cart_id: string
      identifier: string
      address: string
    }
    /** Tries all, a few at a time, and tells which reached the engine. */
    const tryAll = async (containers: MedusaContainer[], tries: readonly Try[]): Promise<Try[]> => {
      const { identify_rate_limit } = service.options()
      const passed: Try[] = []
      const queue = tries.entries()
      const worker = async (): Promise<void> => {
        for (const [index, one] of queue) {
          try {
            const container = containers[index % containers.length]!
            await limitIdentify(container, identify_rate_limit, one)
            passed.push(one)
          } catch (error) {
            if (!isLoyaltyError(error) || error.code !== "rate_limited") {
              throw error
            }
          }
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, worker))
      return passed
    }
    const rows = async (): Promise<number> => {
      const [row] = await MikroOrmWrapper.forkManager().execute<{ count: number }[]>(
        "SELECT count(*)::int AS count FROM loyalty_engine_rate_limit",
      )
      return row!.count
    }
    const numbers = Array.from({ length: NUMBERS }, (_, index) => index)

    describe("ten thousand phone numbers", () => {
      it("from twenty networks reach the engine as often as the networks may, over two processes", async () => {
        const { per_address } = service.options().identify_rate_limit
        const bound = NETWORKS * per_address.points
        const passed = await tryAll(
          processes(2),
          // A cart costs nothing: each try has one of its own.
          numbers.map((number) => ({
            cart_id: `cart_${number}`,
            identifier: phoneOf(number),
            address: addressOf(number),
          })),
        )

        expect(passed).toHaveLength(bound)
        expect(bound).toBeLessThan(NUMBERS / 5)
        // Who is over the limit leaves no row behind: a network each, and cart and number of who is not.
        expect(await rows()).toBe(NETWORKS + 2 * bound)
      })

      it("in one cart reach the engine as often as a cart may, from however many addresses", async () => {
        const { per_cart } = service.options().identify_rate_limit
        const passed = await tryAll(
          processes(2),
          numbers.map((number) => ({
            cart_id: "cart_1",
            identifier: phoneOf(number),
            address: `198.51.${number >> 8}.${number & 255}`,
          })),
        )

        expect(passed).toHaveLength(per_cart.points)
      })
    })

    it("who is over the limit is turned away no longer than before by a clock that was set back", async () => {
      const { per_identifier } = service.options().identify_rate_limit
      const [container] = processes(1)
      const tries = (count: number): Try[] =>
        numbers.slice(0, count).map((number) => ({
          cart_id: `cart_${number}`,
          identifier: phoneOf(1),
          address: `198.51.100.${number}`,
        }))
      // One more than it blocks for: from then on the process remembers it by itself.
      await tryAll([container!], tries(per_identifier.points + 2))
      expect(await tryAll([container!], tries(1))).toEqual([])

      // One by itself: several that find the old window at once would each begin a new one.
      const anHourBack = await leapt(-HOUR_MS, async () => [
        ...(await tryAll([container!], tries(1))),
        ...(await tryAll([container!], tries(200))),
      ])
      expect(anHourBack).toHaveLength(per_identifier.points)
    })

    it("one number is tried as often as a number may be, from any cart and address", async () => {
      const { per_identifier } = service.options().identify_rate_limit
      const passed = await tryAll(
        processes(2),
        numbers.slice(0, 200).map((number) => ({
          cart_id: `cart_${number}`,
          identifier: phoneOf(1),
          address: `198.51.100.${number}`,
        })),
      )

      expect(passed).toHaveLength(per_identifier.points)
    })
  },
})
