import type { AdminLoyaltyMember } from "../../types/http/admin"
import type { Messages } from "./use-messages"

/** Where a person's erasure stands; null where nobody asked for it. */
export function erasureOf(
  member: Pick<AdminLoyaltyMember, "erase_requested_at" | "erased_at">,
): "pending" | "erased" | null {
  return member.erased_at ? "erased" : member.erase_requested_at ? "pending" : null
}

/** What to call a member; after an erasure nothing is left that names one. */
export function memberNameOf(
  member: Pick<AdminLoyaltyMember, "display_name" | "masked_id">,
  t: Messages,
): string {
  return member.display_name ?? member.masked_id ?? t("members.unnamed")
}
