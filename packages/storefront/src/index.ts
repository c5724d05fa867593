export * from "./core/index.js"
export { en } from "./i18n/en.js"
export type { LoyaltyMessages, MessageKey, PluralMessage } from "./i18n/messages.js"
export { LoyaltyAccount, type LoyaltyAccountProps } from "./react/account.js"
export { CheckoutLoyalty, type CheckoutLoyaltyProps } from "./react/checkout.js"
export {
  LoyaltyIdentifier,
  type IdentifierKind,
  type LoyaltyIdentifierProps,
} from "./react/identifier.js"
export { OrderLoyaltySummary, type OrderLoyaltySummaryProps } from "./react/order-summary.js"
export type { LoyaltyClassNames, LoyaltyPart } from "./react/parts.js"
export { PointsDisplay, type PointsDisplayProps, type PointsGoal } from "./react/points.js"
export { LoyaltyProvider, type LoyaltyProviderProps } from "./react/provider.js"
export { RewardSelector, type RewardSelectorProps } from "./react/rewards.js"
export { LoyaltyTotals, type LoyaltyTotalsProps } from "./react/totals.js"
export { useCompletion } from "./react/use-completion.js"
export { useLoyalty, type Loyalty, type LoyaltyActions } from "./react/use-loyalty.js"
export { useLoyaltyAccount, type LoyaltyAccountData } from "./react/use-loyalty-account.js"
export { useOrderSummary, type Loaded } from "./react/use-order-summary.js"
