import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** A row of Medusa's query, as far as we look at it. */
export interface Row {
  id: string
  [field: string]: unknown
}

/** What every part of the seed works with. */
export interface SeedContext {
  container: MedusaContainer
  /** All rows of an entity that match. */
  find: <T extends Row>(
    entity: string,
    fields: string[],
    filters?: Record<string, unknown>,
  ) => Promise<T[]>
}

/** Wraps Medusa's query, which would otherwise want a type per call. */
export function seedContext(container: MedusaContainer): SeedContext {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  return {
    container,
    find: async <T extends Row>(
      entity: string,
      fields: string[],
      filters: Record<string, unknown> = {},
    ) => {
      const { data } = await query.graph({ entity, fields, filters })
      return data as T[]
    },
  }
}

/** The only row of a list; names what is missing otherwise. */
export function only<T>(rows: readonly T[], what: string): T {
  const [row] = rows
  if (row === undefined) {
    throw new Error(`The seed expected ${what} and found none.`)
  }
  return row
}
