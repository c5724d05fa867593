import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** As a clerk says it: `#1042`, or the number alone. More digits than this no order has. */
const ORDER_NUMBER = /^#?([1-9]\d{0,8})$/

/** The ids of the order that people call by this number; none where the text is no number. */
export async function ordersNumbered(
  container: MedusaContainer,
  q: string | undefined,
): Promise<string[]> {
  const number = ORDER_NUMBER.exec(q ?? "")?.[1]
  if (number === undefined) {
    return []
  }
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order",
    fields: ["id"],
    filters: { display_id: Number(number) },
  })
  return (data as { id: string }[]).map(({ id }) => id)
}
