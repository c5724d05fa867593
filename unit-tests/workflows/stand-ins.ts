import type { MedusaContainer } from "@medusajs/framework/types"

import { LOYALTY_MODULE } from "../../src/modules/loyalty/keys"
import type { Observation, Subject } from "../../src/modules/loyalty/telemetry/telemetry"

/** How flows that were watched ended: their names and what was told of them. */
export type Told = [name: string, outcome: string | undefined][]

/** A container that holds these and nothing else, with a telemetry that remembers what it is told. */
export const containerOf = (
  service: object,
  others: Record<string, object> = {},
): { container: MedusaContainer; told: Told; logged: string[] } => {
  const told: Told = []
  const logged: string[] = []
  const write = (line: string) => void logged.push(line)
  const telemetry = {
    metrics: { cart_guards: { inc: () => undefined } },
    watch: async <T>(
      { name }: Subject,
      job: () => Promise<T>,
      judge: (result: T | null) => Observation | null,
    ): Promise<T> => {
      try {
        const result = await job()
        told.push([name, judge(result)?.outcome])
        return result
      } catch (error) {
        told.push([name, judge(null)?.outcome])
        throw error
      }
    },
  }
  const held: Record<string, object> = {
    [LOYALTY_MODULE]: { telemetry: () => telemetry, ...service },
    logger: { error: write, warn: write, info: write },
    ...others,
  }
  const resolve = (key: string, options?: { allowUnregistered?: boolean }): object | undefined => {
    const found = held[key]
    if (!found && !options?.allowUnregistered) {
      throw new Error(`The test's container holds no ${key}`)
    }
    return found
  }
  return { container: { resolve } as unknown as MedusaContainer, told, logged }
}
