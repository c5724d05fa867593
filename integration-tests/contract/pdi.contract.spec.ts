import { afterAll, beforeAll, beforeEach, describe, it } from "vitest"
import { loyaltyProviderContract } from "../../src/testing"
import { callTo, closedPort, closeProviders, CREDENTIALS, pdiProvider } from "./support/pdi"
import { startSimulator, type Simulator } from "./support/pdi"
import { SAMPLE_BASKET } from "./support/sample"

const EVERYTHING = {
  supports_enroll: true,
  supports_history: true,
  supports_cancel: true,
  supports_reverse: true,
}

describe.each([
  ["with every ability", EVERYTHING],
  ["with no optional ability", {}],
])("pdi on the simulator, %s", (_name, settings) => {
  let simulator: Simulator

  beforeAll(async () => {
    simulator = await startSimulator()
    simulator.upsertMember({
      memberId: "CUST-INACTIVE",
      name: "Ina Active",
      phones: ["4155550777"],
      status: "inactive",
    })
  })
  beforeEach(() => simulator.clearFaults())
  afterAll(async () => {
    await closeProviders()
    await simulator.close()
  })

  loyaltyProviderContract({
    describe,
    it,
    createProvider: () => pdiProvider(),
    createCall: () => callTo(simulator.url, { settings }),
    fixtures: {
      member: { kind: "phone", value: "+14155550100", entry_method: "manual" },
      unknown_member: { kind: "phone", value: "+14155559999", entry_method: "manual" },
      inactive_member: { kind: "phone", value: "+14155550777", entry_method: "manual" },
      new_member: { kind: "phone", value: "+14155550888", entry_method: "manual" },
      basket: SAMPLE_BASKET,
      secrets: [CREDENTIALS.client_secret, "4155550100", "4155559999", "4155550777"],
    },
    faults: {
      refusedCall: async () => callTo(`http://127.0.0.1:${await closedPort()}`, { settings }),
      loseNextFinalizeReply: () =>
        void simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 }),
      answerAnotherBasket: () =>
        void simulator.addFault({
          kind: "wrong_basket_hash",
          endpoint: "calculateRewards",
          times: 1,
        }),
      commitsOf: (order_id) => simulator.books().commitsByTransaction[order_id] ?? 0,
    },
  })
})
