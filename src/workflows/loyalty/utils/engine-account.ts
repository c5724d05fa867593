import type { StoreConfigRow } from "../../../modules/loyalty/persistence/config-types"
import type { MemberScope } from "../../../modules/loyalty/persistence/upsert-member"
import type { SessionRow } from "../../../modules/loyalty/types/rows"

/**
 * The account at an engine whose members a store serves. An engine that knows no participants has
 * one without a name.
 */
export function accountOf(
  config: Pick<StoreConfigRow, "provider_id" | "participant_id">,
): MemberScope {
  return { provider_id: config.provider_id, participant_id: config.participant_id ?? "" }
}

/** As whom an engine is asked: a session keeps it, and so does what must be repeated to the letter. */
export type EnginePlace = Pick<SessionRow, "provider_id" | "participant_id" | "site_id">

/** The account with the site, which an engine may not know either. */
export function placeOf(
  config: Pick<StoreConfigRow, "provider_id" | "participant_id" | "site_id">,
): EnginePlace {
  return { ...accountOf(config), site_id: config.site_id ?? "" }
}

/** Whether a member, or a session, is of an account. */
export function isOfAccount(member: MemberScope, account: MemberScope): boolean {
  return (
    member.provider_id === account.provider_id && member.participant_id === account.participant_id
  )
}
