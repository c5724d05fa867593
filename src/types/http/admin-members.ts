import type {
  AdminLoyaltyAuditEntry,
  AdminLoyaltySession,
  AdminLoyaltySessionMember,
} from "./admin"

/** `erasing` while an erasure waits for an order that is not decided yet. */
export type AdminLoyaltyMemberState = "linked" | "not_linked" | "erasing" | "erased"

export interface AdminLoyaltyMemberListParams {
  customer_id?: string
  /** Whose account it is, or where their erasure stands; any of several. */
  state?: AdminLoyaltyMemberState | AdminLoyaltyMemberState[]
  /** A name, the last four digits of a number, or a member's id. */
  q?: string
  limit?: number
  offset?: number
  order?: string
}

/** A member as lists show it: masked, never an identifier. */
export interface AdminLoyaltyMember extends AdminLoyaltySessionMember {
  provider_id: string
  participant_id: string
  customer_id: string | null
  linked_at: string | Date | null
  balance_as_of: string | Date | null
  /** Since when the person is to be erased; it waits for orders that are not decided yet. */
  erase_requested_at: string | Date | null
  erased_at: string | Date | null
  created_at: string | Date
  updated_at: string | Date
}

/** One line of the engine's points history, as last synced. */
export interface AdminLoyaltyHistoryEntry {
  at: string | Date
  type: string
  points: number
  description: string
  receipt_id: string | null
}

export interface AdminLoyaltyMemberDetail extends AdminLoyaltyMember {
  /** The newest 50 entries; `/admin/loyalty/members/:id/history` has all of them. */
  history: AdminLoyaltyHistoryEntry[]
  history_count: number
  /** The newest 50 sessions that are not archived yet. */
  sessions: AdminLoyaltySession[]
  audit: AdminLoyaltyAuditEntry[]
}

export interface AdminLoyaltyMemberListResponse {
  loyalty_members: AdminLoyaltyMember[]
  count: number
  offset: number
  limit: number
}

/** Exactly one of the three; it is in the body, because addresses end up in logs. */
export interface AdminLookUpLoyaltyMembers {
  phone?: string
  email?: string
  card?: string
  /** For a phone number without a country prefix. */
  country_code?: string
}

export interface AdminLookUpLoyaltyMembersResponse {
  loyalty_members: AdminLoyaltyMember[]
}

export interface AdminLoyaltyMemberResponse {
  loyalty_member: AdminLoyaltyMemberDetail
}

export interface AdminLinkLoyaltyMember {
  customer_id: string
  reason: string
}
