import type { MedusaContainer } from "@medusajs/framework/types"

import { hostTables } from "../../src/workflows/loyalty/utils/host-tables"

/** A container with a database whose tables have these columns. */
const withColumns = (answer: () => Promise<string[]>) => {
  const asked: unknown[] = []
  const database = {
    raw: async (statement: string) => {
      asked.push(statement)
      return { rows: (await answer()).map((name) => ({ name })) }
    },
  }
  const container = { resolve: () => database } as unknown as MedusaContainer
  return { asked, container, database }
}

const PRODUCT_COLUMNS = [
  ...["id", "product_id", "sku", "barcode", "upc", "ean", "metadata", "deleted_at"].map(
    (name) => `product_variant.${name}`,
  ),
  ...["id", "metadata", "deleted_at"].map((name) => `product.${name}`),
]

describe("the tables of the shop", () => {
  it("are read where all columns are there, and looked at once", async () => {
    const { asked, container, database } = withColumns(() => Promise.resolve(PRODUCT_COLUMNS))

    expect(await hostTables(container, "product")).toBe(database)
    expect(await hostTables(container, "product")).toBe(database)
    expect(asked).toHaveLength(1)
  })

  it.each(PRODUCT_COLUMNS)("are left to their module without %s", async (missing) => {
    const others = PRODUCT_COLUMNS.filter((name) => name !== missing)
    const { container } = withColumns(() => Promise.resolve(others))

    expect(await hostTables(container, "product")).toBeNull()
  })

  it("are left to their module where the shop has no database of its own", async () => {
    const container = { resolve: () => undefined } as unknown as MedusaContainer

    expect(await hostTables(container, "cart")).toBeNull()
  })

  it("are looked at again after a database that did not answer", async () => {
    let down = true
    const { container, database } = withColumns(() =>
      down ? Promise.reject(new Error("no connection")) : Promise.resolve(PRODUCT_COLUMNS),
    )

    await expect(hostTables(container, "product")).rejects.toThrow("no connection")
    down = false
    expect(await hostTables(container, "product")).toBe(database)
  })
})
