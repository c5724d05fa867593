/** The places of the components' markup that can be styled; the class is `ml-` and the name. */
export type LoyaltyPart =
  | "root"
  | "body"
  | "title"
  | "subtitle"
  | "text"
  | "muted"
  | "notice"
  | "alert"
  | "calm"
  | "form"
  | "kinds"
  | "kind"
  | "field"
  | "label"
  | "phone"
  | "select"
  | "input"
  | "error"
  | "button"
  | "button-quiet"
  | "member"
  | "points"
  | "points-balance"
  | "tier"
  | "progress"
  | "earn"
  | "rewards"
  | "reward-list"
  | "reward"
  | "reward-applied"
  | "reward-chosen"
  | "reward-unavailable"
  | "reward-choice"
  | "reward-text"
  | "reward-amount"
  | "nudges"
  | "nudge"
  | "totals"
  | "totals-row"
  | "totals-detail"
  | "totals-saving"
  | "totals-original"
  | "totals-total"
  | "figures"
  | "figure"
  | "history"
  | "history-entry"
  | "actions"
  | "sr-only"

/** Further classes by part, on top of ours or instead of them. */
export type LoyaltyClassNames = Partial<Record<LoyaltyPart, string>>

export interface PartProps {
  className?: string
  /** There in the unstyled mode too: for tests, and for styles by attribute. */
  "data-loyalty": string
}

/** Makes the attributes of parts; in the unstyled mode only the shop's classes are there. */
export function createParts(
  unstyled: boolean,
  classNames: LoyaltyClassNames,
): (name: LoyaltyPart) => PartProps {
  return (name) => {
    const own = unstyled ? null : `ml-${name}`
    const className = [own, classNames[name]].filter(Boolean).join(" ")
    return { ...(className && { className }), "data-loyalty": name }
  }
}
