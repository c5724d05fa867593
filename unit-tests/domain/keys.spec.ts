import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  PROVIDER_ID,
  adjustmentId,
  adjustmentMarker,
  markerHash,
  parseAdjustmentMarker,
  posSequenceId,
} from "../../src/modules/loyalty/domain/keys"

const key = { session_id: "lses_1", provider_reward_id: "PROMO-771-L1", line_item_id: "cali_1" }

describe("adjustment ids", () => {
  it("are stable for all time: carts in the field carry them", () => {
    expect(PROVIDER_ID).toBe("loyalty_engine")
    expect(adjustmentId(key)).toMatch(/^calisadj_loy_[0-9a-hjkmnp-tv-z]{26}$/)
    expect(adjustmentId(key)).toBe("calisadj_loy_f31j0093y20f0ghv152f1f59hq")
  })

  it("differ by session, reward and line, and do not run together", () => {
    const ids = [
      key,
      { ...key, session_id: "lses_2" },
      { ...key, provider_reward_id: "PROMO-771-L2" },
      { ...key, line_item_id: "cali_2" },
      { session_id: "lses_1P", provider_reward_id: "ROMO-771-L1", line_item_id: "cali_1" },
    ].map(adjustmentId)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe("markers", () => {
  it("read like words and carry session, reward and line", () => {
    const marker = adjustmentMarker({ ...key, label: "Coffee 2 for $4" })
    expect(marker).toMatch(/^Coffee 2 for \$4 \[loyalty:[0-9a-f]{16}(:[0-9a-f]{16}){2}\]$/)
    expect(parseAdjustmentMarker(marker)).toEqual({
      label: "Coffee 2 for $4",
      session_hash: markerHash("lses_1"),
      reward_hash: markerHash("PROMO-771-L1"),
      line_hash: markerHash("cali_1"),
    })
  })

  it.each([null, undefined, "", "10 % off", "x [loyalty:1:2:3]", "[loyalty:0123456789abcdef]"])(
    "are not %j",
    (description) => {
      expect(parseAdjustmentMarker(description)).toBeNull()
    },
  )

  it("survive any label, which cannot forge another marker", () => {
    const forged = adjustmentMarker({ ...key, session_id: "other", label: "x" })
    const labels = fc.oneof(fc.string({ unit: "binary" }), fc.constant(forged))
    fc.assert(
      fc.property(labels, (label) => {
        const marker = adjustmentMarker({ ...key, label })
        expect(parseAdjustmentMarker(marker)?.session_hash).toBe(markerHash("lses_1"))
        expect(marker.length).toBeLessThan(240)
        expect(marker).not.toMatch(/\p{C}/u)
      }),
      { seed: 6, numRuns: 300 },
    )
  })
})

describe("posSequenceId", () => {
  const session_id = "lses_01KPWXYZ"

  it.each([
    ["0300", "0300-20260316-01KPWXYZ"],
    ["Site #7/b", "Site7b-20260316-01KPWXYZ"],
    [null, "0-20260316-01KPWXYZ"],
    ["東京", "0-20260316-01KPWXYZ"],
  ])("names the transaction of %j", (site_id, expected) => {
    expect(posSequenceId({ site_id, date: "20260316", session_id })).toBe(expected)
  })

  it("never breaks the wire's rule", () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const name = posSequenceId({ site_id: id.repeat(20), date: "20260316", session_id })
        expect(name).toMatch(/^[A-Za-z0-9-]{1,64}$/)
      }),
      { seed: 7 },
    )
  })

  it.each([
    ["2026-03-16", session_id],
    ["20260316", "lses_"],
    ["20260316", "lses_a b"],
  ])("refuses the date %s with session %s", (date, id) => {
    expect(() => posSequenceId({ site_id: "1", date, session_id: id })).toThrow()
  })
})
