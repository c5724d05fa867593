import type { Endpoint } from "../types.js"
import { FAULT_KINDS, type Fault, type FaultInput } from "./kinds.js"
import { seededRandom } from "./random.js"

/** What a fault is matched against. */
export interface Target {
  endpoint: Endpoint
  memberId: string | null
  /** Reward ids in `appliedRewards`; a reward can only be rejected where it is claimed. */
  appliedRewardIds: readonly string[]
  /** Which kinds of earlier reply exist to be sent again. */
  canRepeat: { duplicate_reply: boolean; swapped_reply: boolean }
}

/** The faults one call meets, at most one of each stage except replies, which add up. */
export interface FaultPlan {
  delay: Fault | null
  /** An error or a lost connection, whichever was added first. */
  outcome: Fault | null
  wire: Fault | null
  rule: Fault | null
  replies: Fault[]
}

interface Entry {
  fault: Fault
  random: () => number
}

export class FaultRegistry {
  private entries: Entry[] = []
  private added = 0

  constructor(private readonly seed: number) {}

  add(input: FaultInput): Fault {
    this.added += 1
    const fault: Fault = { ...structuredClone(input), id: `fault-${this.added}`, hits: 0 }
    // Each fault draws from a sequence of its own, so that adding one does not shift another.
    this.entries.push({ fault, random: seededRandom(this.seed * 1000 + this.added) })
    return structuredClone(fault)
  }

  remove(id: string): boolean {
    const before = this.entries.length
    this.entries = this.entries.filter(({ fault }) => fault.id !== id)
    return this.entries.length < before
  }

  clear(): void {
    this.entries = []
  }

  list(): Fault[] {
    return this.entries.map(({ fault }) => structuredClone(fault))
  }

  /** Chooses the faults of one call and counts them as used; used-up ones leave the list. */
  plan(target: Target): FaultPlan {
    const plan: FaultPlan = { delay: null, outcome: null, wire: null, rule: null, replies: [] }
    const stages = [["delay"], ["refuse", "lose"], ["rule"], ["wire"], ["reply"]]
    for (const stage of stages) {
      for (const entry of this.entries) {
        const { fault } = entry
        if (!stage.includes(FAULT_KINDS[fault.kind].stage)) continue
        if (!hasRoom(plan, fault) || !matches(fault, target)) continue
        if (fault.probability !== undefined && entry.random() >= fault.probability) continue
        fault.hits += 1
        place(plan, fault)
      }
    }
    this.entries = this.entries.filter(({ fault }) => fault.hits < (fault.times ?? Infinity))
    return plan
  }
}

/** A fault that could not show any more on this call is kept for the next one. */
function hasRoom(plan: FaultPlan, fault: Fault): boolean {
  switch (FAULT_KINDS[fault.kind].stage) {
    case "delay":
      return plan.delay === null
    case "refuse":
    case "lose":
      return plan.outcome === null
    case "rule":
      return plan.rule === null && (plan.outcome === null || takesEffect(plan.outcome))
    case "wire":
      return plan.wire === null && plan.outcome === null
    case "reply":
      return plan.outcome === null
  }
}

function place(plan: FaultPlan, fault: Fault): void {
  switch (FAULT_KINDS[fault.kind].stage) {
    case "delay":
      plan.delay = fault
      return
    case "refuse":
    case "lose":
      plan.outcome = fault
      return
    case "rule":
      plan.rule = fault
      return
    case "wire":
      plan.wire = fault
      return
    case "reply":
      plan.replies.push(fault)
  }
}

/** Whether the call does its work although the caller gets no proper answer. */
export function takesEffect(outcome: Fault): boolean {
  return outcome.kind === "status"
    ? outcome.params?.apply === true
    : ["drop_then_apply", "apply_then_hang", "apply_then_reset"].includes(outcome.kind)
}

function matches(fault: Fault, target: Target): boolean {
  const endpoints: readonly Endpoint[] = FAULT_KINDS[fault.kind].endpoints
  if (!endpoints.includes(target.endpoint)) return false
  if (fault.endpoint !== "*" && fault.endpoint !== target.endpoint) return false
  if (fault.memberId !== undefined && fault.memberId !== target.memberId) return false
  if (fault.kind === "duplicate_reply" || fault.kind === "swapped_reply") {
    return target.canRepeat[fault.kind]
  }
  if (fault.kind !== "reject_reward") return true
  return target.appliedRewardIds.includes(fault.params?.rewardId ?? "")
}
