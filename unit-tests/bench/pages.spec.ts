import type { KeptResults } from "../../bench/report/kept"
import { performancePage } from "../../bench/report/performance-page"

describe("the page of measurements", () => {
  it("says how long the latest whole run took, and each of its measurements", () => {
    const kept: KeptResults = {
      whole_run: {
        commit: "0123abc",
        s: 2_220,
        measurements: [
          { title: "Add to cart", s: 60 },
          { title: "Whole journeys of many shoppers", s: 1_200 },
        ],
      },
    }
    const page = performancePage(kept)

    expect(page).toContain("The whole run took 37.0 minutes (at `0123abc`).")
    expect(page).toContain("| Start: shops, databases, servers | 16.0 |")
    expect(page).toContain("| Whole journeys of many shoppers | 20.0 |")
  })

  it("says nothing of it before there was one", () => {
    expect(performancePage({})).not.toContain("How long a run takes")
  })
})
