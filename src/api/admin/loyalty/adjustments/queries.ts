import { MedusaError } from "@medusajs/framework/utils"

import type { AdjustmentRow } from "../../../../modules/loyalty/persistence/adjustment-service"
import type { LoyaltyModuleService } from "../../../../modules/loyalty/service"
import type { AdminLoyaltyAdjustment } from "../../../../types/http/books"
import type { Page } from "../page"
import { membersOf, membersWithDigits } from "../session-queries"
import { adjustmentView } from "../session-views"
import type { AdminGetLoyaltyAdjustmentsParamsType } from "./validators"

type Filters = Partial<
  Pick<AdminGetLoyaltyAdjustmentsParamsType, "store_id" | "state" | "kind" | "order_id" | "q">
> & {
  /** Orders that `q` is the number of. */
  numbered: string[]
}

const many = <T>(given: T | T[] | undefined): T[] | undefined =>
  given === undefined ? undefined : ([given].flat() as T[])

/** A page of what is or was to be settled by hand, and how many there are. */
export async function listAdjustments(
  service: LoyaltyModuleService,
  { store_id, state, kind, order_id, q, numbered }: Filters,
  page: Page,
): Promise<[AdminLoyaltyAdjustment[], number]> {
  const digits = q !== undefined && /^\d{4}$/.test(q)
  const [found, count] = await service.listAdjustments(
    {
      store_ids: many(store_id),
      states: many(state),
      kinds: many(kind),
      order_id,
      q:
        q === undefined
          ? undefined
          : {
              text: q,
              order_ids: numbered,
              member_ids: digits ? await membersWithDigits(service, q) : [],
            },
    },
    page,
  )
  return [await viewsOf(service, found), count]
}

/**
 * One of them, settled or not.
 *
 * @throws MedusaError `not_found`.
 */
export async function readAdjustment(
  service: LoyaltyModuleService,
  id: string,
): Promise<AdminLoyaltyAdjustment> {
  const one = { offset: 0, limit: 1, order: {} }
  const [found] = await service.listAdjustments({ id }, one)
  const [view] = await viewsOf(service, found)
  if (!view) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `There is no such adjustment: ${id}`)
  }
  return view
}

async function viewsOf(
  service: LoyaltyModuleService,
  found: readonly AdjustmentRow[],
): Promise<AdminLoyaltyAdjustment[]> {
  const members = await membersOf(
    service,
    found.flatMap(({ member_id }) => (member_id === null ? [] : [{ member_id }])),
  )
  return found.map((row) => ({
    ...adjustmentView(row),
    store_id: row.store_id,
    member: members.get(row.member_id ?? "") ?? null,
    details: row.details,
  }))
}
