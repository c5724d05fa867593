import { canReplay } from "../../src/admin/lib/session-state"
import { changeOf, formOf, withEngine } from "../../src/admin/lib/store-form"
import type { AdminLoyaltyStoreConfig } from "../../src/types/http/admin"

const config = {
  store_id: "store_1",
  provider_id: "pdi",
  participant_id: "ACME",
  site_id: "0300",
  finalize_on: "fulfillment",
  sales_channel_ids: ["sc_1", "sc_2"],
  settings: { api_url: "https://engine.example" },
} as unknown as AdminLoyaltyStoreConfig

describe("what a store's form saves", () => {
  const form = () => formOf(config, ["pdi"])

  it("is nothing where nothing was changed", () => {
    expect(changeOf(form(), config)).toEqual({})
    expect(changeOf({ ...form(), sales_channel_ids: ["sc_2", "sc_1"] }, config)).toEqual({})
  })

  it("is what was changed, and leaves the rest to whoever else edits the store", () => {
    expect(changeOf({ ...form(), site_id: "0301" }, config)).toEqual({ site_id: "0301" })
    expect(changeOf({ ...form(), participant_id: " " }, config)).toEqual({ participant_id: null })
  })

  it("takes to another engine what every engine's stores have, and nothing of the former one", () => {
    const settings = { api_url: "https://engine.example", age_gate: true, auto_enroll: true }
    const stored = { ...config, settings }
    const moved = { ...formOf(stored, ["house", "pdi"]), ...withEngine("house", stored) }

    expect(changeOf(moved, stored)).toEqual({ provider_id: "house" })
    expect(changeOf({ ...moved, flags: { auto_enroll: true } }, stored)).toEqual({
      provider_id: "house",
      settings: { age_gate: null },
    })
    expect(withEngine("pdi", stored).raw).toContain("https://engine.example")
  })

  it("is all of it for a store that had none", () => {
    expect(changeOf({ ...formOf(null, ["pdi"]), site_id: "0301" }, null)).toEqual({
      provider_id: "pdi",
      participant_id: null,
      site_id: "0301",
      finalize_on: "fulfillment",
      sales_channel_ids: [],
    })
  })
})

describe("an operation that was given up on", () => {
  it.each([
    ["unavailable", true],
    ["order_canceled", false],
    ["nothing_kept", false],
  ])("because of %s: sending it again is offered %s", (last_error_code, offered) => {
    expect(canReplay({ status: "dead", next_attempt_at: null, last_error_code })).toBe(offered)
  })
})
