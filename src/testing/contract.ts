import { abilityCases } from "./cases/abilities"
import { connectionCases } from "./cases/connection"
import { evaluationCases } from "./cases/evaluation"
import { finalizationCases } from "./cases/finalization"
import { memberCases } from "./cases/members"
import type { ContractCase, ContractHarness } from "./harness"

/** Every rule of the provider port that can be checked from outside, as data. */
export function contractCases(harness: ContractHarness): ContractCase[] {
  return [
    ...memberCases(harness),
    ...evaluationCases(harness),
    ...finalizationCases(harness),
    ...abilityCases(harness),
    ...connectionCases(harness),
  ]
}

export interface ContractRunner extends ContractHarness {
  /** Your runner's own; anything with these two shapes will do. */
  describe(name: string, body: () => void): unknown
  it(name: string, run: () => Promise<void>): unknown
}

/**
 * Declares the contract suite in your test runner.
 *
 * @example
 * loyaltyProviderContract({ describe, it, createProvider, createCall, fixtures })
 */
export function loyaltyProviderContract({ describe, it, ...harness }: ContractRunner): void {
  describe("loyalty provider contract", () => {
    for (const { name, run } of contractCases(harness)) {
      it(name, run)
    }
  })
}
