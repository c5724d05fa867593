import type { StepName } from "./steps"
import type { Fault, Tally } from "./types"

/** What is written down about a side's shoppers. */
export class Records {
  private readonly faults = new Map<string, Fault>()
  private readonly latencies = new Map<StepName, number[]>()
  private readonly presences: number[] = []
  readonly orders: Tally["orders"] = []
  begun = 0
  turned_away = 0
  left = 0
  gave_up = 0

  fault(fault: Omit<Fault, "count">): void {
    const count = (this.faults.get(fault.what)?.count ?? 0) + 1
    this.faults.set(fault.what, { ...fault, count })
  }

  latency(step: StepName, latency_ms: number): void {
    const known = this.latencies.get(step) ?? []
    known.push(latency_ms)
    this.latencies.set(step, known)
  }

  /** What an arrival sees: arrivals by chance see the average. */
  presence(shoppers: number): void {
    this.presences.push(shoppers)
  }

  tally(minutes: number): Tally {
    const { begun, turned_away, left, gave_up, orders, presences } = this
    const sum = presences.reduce((total, shoppers) => total + shoppers, 0)
    return {
      ...{ minutes, begun, turned_away, left, gave_up, orders },
      present_mean: sum / Math.max(1, presences.length),
      present_most: Math.max(0, ...presences),
      faults: [...this.faults.values()],
      latencies: Object.fromEntries(this.latencies),
    }
  }
}
