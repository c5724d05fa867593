import { displayName, maskIdentifier } from "../domain/identifier"
import type { EnrolledMember, LoyaltyIdentifier } from "../../../types/provider"

/** One account at an engine: members are theirs. */
export interface MemberScope {
  provider_id: string
  participant_id: string
}

export interface UpsertMemberInput extends MemberScope {
  identified: Omit<EnrolledMember, "provider_session_id" | "expires_at" | "created">
  identifier: LoyaltyIdentifier | null
}

/** Stores what the engine just said of a member; the newest answer wins. */
export const UPSERT_MEMBER = `INSERT INTO loyalty_engine_member
    (id, provider_id, participant_id, provider_member_id, masked_identifier, display_name,
     tier, points_balance, balance_as_of)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, now())
  ON CONFLICT (provider_id, participant_id, provider_member_id) WHERE deleted_at IS NULL
  DO UPDATE SET
    masked_identifier = COALESCE(EXCLUDED.masked_identifier, loyalty_engine_member.masked_identifier),
    display_name = COALESCE(EXCLUDED.display_name, loyalty_engine_member.display_name),
    tier = CASE WHEN EXCLUDED.points_balance IS NULL
                THEN COALESCE(EXCLUDED.tier, loyalty_engine_member.tier) ELSE EXCLUDED.tier END,
    points_balance = COALESCE(EXCLUDED.points_balance, loyalty_engine_member.points_balance),
    balance_as_of = CASE WHEN EXCLUDED.points_balance IS NULL
                         THEN loyalty_engine_member.balance_as_of ELSE now() END,
    updated_at = now()`

/** The parameters of `UPSERT_MEMBER`; `id` is what a member gets that is new. */
export function upsertMemberParams(id: string, input: UpsertMemberInput): unknown[] {
  const { identified, identifier } = input
  return [
    id,
    input.provider_id,
    input.participant_id,
    identified.provider_member_id,
    identifier ? maskIdentifier(identifier) : identified.masked_identifier,
    displayName(identified.name ?? ""),
    identified.tier,
    identified.points_balance,
  ]
}
