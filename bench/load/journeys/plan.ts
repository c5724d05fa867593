import { randomFrom } from "./random"
import { STEPS, type StepName } from "./steps"

/** What one shopper is going to do; the same on both sides for the same seed and number. */
export interface JourneyPlan {
  number: number
  basket: { sku: string; quantity: number }[]
  /** Whether the shopper says a phone number where loyalty is offered. */
  identifies: boolean
  /** So many of the steps are taken: all of them, or the shopper leaves before. */
  steps: number
  /** Rest before each step, as a share of the mean. */
  thinks: number[]
}

const IDENTIFIED = 0.7
const LEAVING = 0.25
/** Who leaves has looked at something and has not paid. */
const LEAVES_AFTER: StepName = "add to cart"
const LEAVES_BEFORE: StepName = "complete"
/** Instant and optional rewards, and products without any. */
const SKUS = ["WATER", "COF16", "CHIPS", "HOTDOG", "SODA20", "ICE10"]
const PRODUCTS = [2, 3]
const QUANTITIES = [1, 1, 2]
/** A rest is between half of the mean and half as much again. */
const THINK_LEAST = 0.5
/** Far from each other, so that two journeys share no chance. */
const STRIDE = 7_919

export function planOf(seed: number, number: number): JourneyPlan {
  const random = randomFrom(seed + number * STRIDE)
  const identifies = random() < IDENTIFIED
  const leaves = random() < LEAVING
  const first = STEPS.findIndex(({ name }) => name === LEAVES_AFTER) + 1
  const last = STEPS.findIndex(({ name }) => name === LEAVES_BEFORE)
  const early = first + Math.floor(random() * (last - first + 1))
  return {
    number,
    identifies,
    steps: leaves ? early : STEPS.length,
    basket: basketOf(random),
    thinks: STEPS.map(() => THINK_LEAST + random()),
  }
}

function basketOf(random: () => number): JourneyPlan["basket"] {
  const left = [...SKUS]
  return Array.from({ length: pick(PRODUCTS, random) }, () => {
    const [sku = ""] = left.splice(Math.floor(random() * left.length), 1)
    return { sku, quantity: pick(QUANTITIES, random) }
  })
}

const pick = (values: readonly number[], random: () => number): number =>
  values[Math.floor(random() * values.length)] ?? 1

const SAMPLE = 1_000

/** Requests of a mean journey on bare Medusa: a flood counts requests, not whole journeys. */
export function meanRequests(seed: number): number {
  let requests = 0
  for (let number = 0; number < SAMPLE; number++) {
    const plan = planOf(seed, number)
    requests += STEPS.slice(0, plan.steps).filter((step) => takes(step, plan, false)).length
  }
  return requests / SAMPLE
}

/** Steps of a mean journey: those that are skipped take their rest as well. */
export function meanSteps(seed: number): number {
  const steps = Array.from({ length: SAMPLE }, (_, number) => planOf(seed, number).steps)
  return steps.reduce((sum, count) => sum + count, 0) / SAMPLE
}

/** Whether there is something to send at all, as far as a plan can say. */
export function takes(
  step: (typeof STEPS)[number],
  plan: JourneyPlan,
  hasLoyalty: boolean,
): boolean {
  const isAsked = !step.isLoyalty || (hasLoyalty && plan.identifies)
  return isAsked && (step.product === undefined || step.product < plan.basket.length)
}
