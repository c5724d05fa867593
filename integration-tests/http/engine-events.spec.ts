import { readFileSync } from "node:fs"

import { Modules } from "@medusajs/framework/utils"
import Ajv2020 from "ajv/dist/2020"

import { LOYALTY_EVENTS } from "../../src/types/events"
import { describeShop, engineOptions, Shopper, waitFor } from "../helpers"

const { AUTH_TOKEN_EXPIRED, PROVIDER_UNAVAILABLE, PROVIDER_RECOVERED } = LOYALTY_EVENTS
const NAMES = [AUTH_TOKEN_EXPIRED, PROVIDER_UNAVAILABLE, PROVIDER_RECOVERED]
const OPEN_MS = 500
/** Longer than the breaker is open, and than an event takes. */
const QUIET_MS = 1_500

/** A breaker that a test can wait for. */
const impatient = engineOptions({
  breaker: { consecutive_failures: 5, sample_size: 1_000, open_ms: OPEN_MS },
})

describeShop({
  configure: impatient,
  sites: 1,
  testSuite: ({ http, shop, simulator, stage, getContainer }) => {
    let shopper: Shopper
    let received: { name: string; data: unknown }[] = []
    const listen = (event: { name: string; data: unknown }) => {
      received.push(event)
      return Promise.resolve()
    }
    const bus = () => getContainer().resolve(Modules.EVENT_BUS)
    const heard = () => received.map(({ name }) => name)
    const pause = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    /** Asks the engine, whatever was granted. */
    const ask = async () => {
      await stage.sql("UPDATE loyalty_engine_session SET stale = true WHERE cart_id = ?", [
        shopper.cart_id,
      ])
      return (await shopper.rewards()).availability
    }

    beforeEach(async () => {
      received = []
      NAMES.forEach((name) => bus().subscribe(name, listen, { subscriberId: `test-${name}` }))
      shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 2 })
      await shopper.identify()
    })
    afterEach(() => {
      NAMES.forEach((name) => bus().unsubscribe(name, listen, { subscriberId: `test-${name}` }))
      simulator.clearFaults()
    })

    it("tell once that an engine went down, and once that it is back", async () => {
      simulator.addFault({ kind: "reset", endpoint: "*" })
      for (let call = 0; call < 5; call++) {
        await ask()
      }
      await waitFor(() => heard().includes(PROVIDER_UNAVAILABLE))
      // The breaker lets probes through meanwhile, which fail and open it again: no news.
      for (let probe = 0; probe < 3; probe++) {
        await pause()
        expect(await ask()).not.toBe("ok")
      }
      expect(heard()).toEqual([PROVIDER_UNAVAILABLE])

      // Nobody calls for hours, and what has had its time is cleared.
      await stage.sql(
        "UPDATE loyalty_engine_breaker SET open_until = open_until - interval '7 hours'",
      )
      await stage.service.clearForgotten({ limit: 100 })
      expect(await ask()).not.toBe("ok")
      expect(heard()).toEqual([PROVIDER_UNAVAILABLE])

      simulator.clearFaults()
      await waitFor(async () => (await ask()) === "ok")
      await waitFor(() => heard().includes(PROVIDER_RECOVERED))
      await ask()
      await pause()
      expect(heard()).toEqual([PROVIDER_UNAVAILABLE, PROVIDER_RECOVERED])
      const [site] = shop.sites
      for (const { name, data } of received) {
        expect(data).toEqual({ store_id: site?.store_id, provider_id: "pdi" })
        const schema = JSON.parse(readFileSync(`docs/events/${name}.json`, "utf8")) as object
        expect(new Ajv2020({ strict: false }).validate(schema, data)).toBe(true)
      }
    })

    it("tell of a token that the engine no longer takes, once, and not of a plain refusal", async () => {
      simulator.addFault({ kind: "token_expired", endpoint: "calculateRewards", times: 1 })
      expect(await ask()).toBe("ok")
      await waitFor(() => heard().includes(AUTH_TOKEN_EXPIRED))
      expect(received[0]?.data).toEqual({ store_id: shop.sites[0]?.store_id, provider_id: "pdi" })

      // Every token is refused: that is no token that ran out.
      simulator.addFault({ kind: "token_expired", endpoint: "calculateRewards" })
      expect(await ask()).not.toBe("ok")
      await pause()
      expect(heard()).toEqual([AUTH_TOKEN_EXPIRED])
    })
  },
})
