import assert from "node:assert/strict"
import { createRequire } from "node:module"

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type * as ReadOrder from "../../src/workflows/loyalty/utils/read-order"

/** Flows come from Medusa's own module graph: Vite would load a second instance of them. */
const load = createRequire(import.meta.url)

/**
 * Fails where one statement does not read every order of the shop as Medusa's modules do, whatever
 * was done to it, and where there is none.
 */
export async function expectOrdersReadAlike(container: MedusaContainer): Promise<void> {
  const { readOrder, readOrderFromModules } = load(
    "../../src/workflows/loyalty/utils/read-order",
  ) as typeof ReadOrder
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: ["id"] })
  for (const { id } of data as { id: string }[]) {
    // No assertion of the test's own: a hook of every test does this.
    assert.deepEqual(
      sorted(await readOrder(container, id)),
      sorted(await readOrderFromModules(container, id)),
    )
  }
  assert.notEqual(data.length, 0, "There is no order to read")
}

/** Nobody asks in which order the lines and their adjustments come. */
function sorted(order: ReadOrder.OrderSnapshot | null): ReadOrder.OrderSnapshot | null {
  const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
  return (
    order && {
      ...order,
      lines: order.lines
        .map((line) => ({ ...line, adjustments: [...line.adjustments].sort(byText) }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    }
  )
}
