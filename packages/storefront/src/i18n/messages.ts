/** A text that depends on a number: the forms that `Intl.PluralRules` names for the language. */
export type PluralMessage = Partial<Record<Intl.LDMLPluralRule, string>> & {
  other: string
}

/** Every text that a component shows by itself. `{name}` is replaced; a shop may replace all. */
export interface LoyaltyMessages {
  title: string
  identify_intro: string
  identify_kind: string
  kind_phone: string
  kind_email: string
  kind_card: string
  phone_label: string
  country_label: string
  email_label: string
  card_label: string
  identify_submit: string
  identify_busy: string
  identify_empty: string
  /** One sentence for everything that a shopper typed in vain: it proves nothing about members. */
  identify_refused: string
  rate_limited: string
  member_greeting: string
  member_anonymous: string
  member_id: string
  release: string
  points_balance: string
  points_tier: string
  points: PluralMessage
  points_earn: PluralMessage
  points_earn_multiplied: string
  points_missing: PluralMessage
  rewards_title: string
  rewards_applied: string
  rewards_choose: string
  rewards_none: string
  rewards_loading: string
  reward_applied: string
  reward_cost: PluralMessage
  reward_free: string
  reward_saves: string
  reward_unavailable: string
  messages_title: string
  totals_title: string
  totals_items: string
  totals_savings: string
  totals_discounts: string
  totals_delivery: string
  totals_tip: string
  totals_tax: string
  totals_tax_included: string
  totals_credit: string
  totals_original: string
  totals_total: string
  announce_total: string
  announce_savings: string
  unavailable: string
  session_ended: string
  reward_refused: string
  insufficient_points: string
  release_refused: string
  total_changed_title: string
  total_changed: string
  /** The button where pressing it pays, and where it only takes note. */
  total_changed_confirm: string
  total_changed_accept: string
  summary_title: string
  summary_expected: PluralMessage
  summary_expected_none: string
  summary_earned: string
  summary_redeemed: string
  summary_balance: string
  summary_saved: string
  summary_reversals: string
  summary_taken_back: string
  summary_given_back: string
  summary_failed: string
  summary_receipt: string
  account_title: string
  account_none: string
  account_link_intro: string
  account_link: string
  account_link_refused: string
  account_sign_in: string
  account_linked: string
  account_history: string
  account_history_empty: string
  account_more: string
  account_unlink: string
  account_unlink_ask: string
  account_unlink_confirm: string
  account_keep: string
  account_unlinked: string
  loading: string
  load_failed: string
  retry: string
}

export type MessageKey = keyof LoyaltyMessages
