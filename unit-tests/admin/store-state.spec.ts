import { stateOf } from "../../src/admin/lib/store-state"
import type { AdminLoyaltyStoreConfig } from "../../src/types/http/admin"
import type { EngineHealth } from "../../src/types/http/health"

describe("what a merchant sees of a store at one glance", () => {
  const config = (change: Partial<AdminLoyaltyStoreConfig>) =>
    ({ participant_id: "ACME", site_id: "0300", enabled: false, ...change }) as never
  const health = (status: EngineHealth["status"]) => ({ status }) as EngineHealth
  const nameless = { participant_id: null, site_id: null }

  it("is that a store without loyalty, or half filled in, needs setup", () => {
    expect(stateOf(null, null)).toBe("needs_setup")
    expect(stateOf(config(nameless), null)).toBe("needs_setup")
  })

  it("is that it is off", () => {
    expect(stateOf(config({}), null)).toBe("off")
  })

  it("is that it is on, whatever its engine asks for, or that the engine is away", () => {
    expect(stateOf(config({ ...nameless, enabled: true }), health("healthy"))).toBe("on")
    expect(stateOf(config({ ...nameless, enabled: true }), health("down"))).toBe("unreachable")
  })
})
