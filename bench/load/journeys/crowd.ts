import { setTimeout as sleep } from "node:timers/promises"

import { planOf, type JourneyPlan } from "./plan"
import { randomFrom } from "./random"
import { Records } from "./records"
import { SideClock } from "./side-clock"
import { STEPS, type Step } from "./steps"
import { poolOf, Traveller, type Outcome } from "./traveller"
import type { CrowdPlan, JourneyPlace, Tally } from "./types"

const MS_PER_MINUTE = 60_000
/** Whatever rate was asked for, no more shoppers than these come. */
const JOURNEYS_MAX = 20_000
const SEATED_AT_ONCE = 4
const IN_FLIGHT_LIMIT_MS = 35_000
const POLL_MS = 10

/**
 * The shoppers of one side. An open model: when they arrive and when each of their requests is due
 * is settled beforehand, and does not wait for the server. Latency counts from the time a request
 * was due, so that whoever has to wait for an earlier answer is not left out of it.
 */
export class Crowd {
  private readonly clock = new SideClock()
  private readonly records = new Records()
  private readonly pool: ReturnType<typeof poolOf>
  private readonly random: () => number
  private next = 0
  private present = 0
  private inFlight = 0

  constructor(
    private readonly place: JourneyPlace,
    private readonly plan: CrowdPlan,
  ) {
    this.pool = poolOf(place)
    this.random = randomFrom(plan.seed)
  }

  /** Nothing of this is timed; what goes wrong counts. */
  async seat(): Promise<void> {
    const seats = Array.from({ length: this.plan.seated }, () => {
      const plan = planOf(this.plan.seed, this.next++)
      return { plan, step: Math.floor(this.random() * plan.steps), rest: this.random() }
    })
    const worker = async (): Promise<void> => {
      for (let seat = seats.shift(); seat; seat = seats.shift()) {
        const traveller = new Traveller(this.place, this.pool, seat.plan)
        if (await this.bring(traveller, seat.step)) {
          const due = seat.rest * this.think(seat.plan, seat.step)
          this.enter(traveller, { step: seat.step, due_ms: due })
        }
      }
    }
    await Promise.all(Array.from({ length: SEATED_AT_ONCE }, worker))
    void this.admit()
  }

  async slice(duration_ms: number): Promise<void> {
    this.clock.run()
    await sleep(duration_ms)
    this.clock.pause()
    const deadline = performance.now() + IN_FLIGHT_LIMIT_MS
    while (this.inFlight > 0 && performance.now() < deadline) {
      await sleep(POLL_MS)
    }
  }

  tally(): Tally {
    return this.records.tally(this.clock.now() / MS_PER_MINUTE)
  }

  /** Lets shoppers in at their times, by chance but the same on both sides. */
  private async admit(): Promise<void> {
    const gap_ms = MS_PER_MINUTE / this.plan.per_minute
    const arrivals = randomFrom(this.plan.seed + 1)
    for (let due_ms = 0; this.next < JOURNEYS_MAX;) {
      due_ms += -Math.log(1 - arrivals()) * gap_ms
      await this.clock.until(due_ms)
      const plan = planOf(this.plan.seed, this.next++)
      this.records.presence(this.present)
      if (this.present >= this.plan.shoppers_max) {
        this.records.turned_away += 1
      } else {
        this.records.begun += 1
        this.enter(new Traveller(this.place, this.pool, plan), { step: 0, due_ms })
      }
    }
  }

  private enter(traveller: Traveller, from: { step: number; due_ms: number }): void {
    this.present += 1
    void this.travel(traveller, from).finally(() => {
      this.present -= 1
    })
  }

  private async travel(
    traveller: Traveller,
    from: { step: number; due_ms: number },
  ): Promise<void> {
    const { plan } = traveller
    let { due_ms } = from
    for (let index = from.step; index < plan.steps; index++) {
      const step = STEPS[index]
      await this.clock.until(due_ms)
      const late_ms = this.clock.now() - due_ms
      if (
        !step ||
        !this.settle(traveller, step, { ...(await this.take(traveller, step)), late_ms })
      ) {
        return
      }
      due_ms += this.think(plan, index + 1)
    }
    if (plan.steps < STEPS.length) {
      this.records.left += 1
    }
  }

  private async bring(traveller: Traveller, steps: number): Promise<boolean> {
    for (const step of STEPS.slice(0, steps)) {
      if (!this.settle(traveller, step, await this.take(traveller, step))) {
        return false
      }
    }
    return true
  }

  private async take(traveller: Traveller, step: Step): Promise<Outcome> {
    this.inFlight += 1
    try {
      return await traveller.take(step)
    } finally {
      this.inFlight -= 1
    }
  }

  /** Writes down what came of a step; false where the shopper gives up. */
  private settle(
    { memory }: Traveller,
    step: Step,
    outcome: Outcome & { late_ms?: number },
  ): boolean {
    const { records } = this
    if (outcome.kind === "nothing to do") {
      return true
    }
    if (outcome.fault) {
      records.fault(outcome.fault)
    }
    if (outcome.kind === "failed") {
      records.gave_up += 1
      return false
    }
    if (outcome.late_ms !== undefined) {
      records.latency(step.name, outcome.late_ms + outcome.took_ms)
    }
    if (step.name === "complete") {
      records.orders.push({ order_id: memory.order_id, has_session: memory.session !== undefined })
    }
    return true
  }

  private think({ thinks }: JourneyPlan, step: number): number {
    return (thinks[step] ?? 0) * this.plan.think_mean_ms
  }
}
