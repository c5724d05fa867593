/** What shops and other plugins may run. */
export { assertLoyaltyDiscounts } from "./loyalty/flows/assert-loyalty-discounts"
export { cancelOrderWorkflow } from "./loyalty/workflows/cancel-order"
export { dropDiscountsWorkflow } from "./loyalty/workflows/drop-discounts"
export { linkCustomerWorkflow } from "./loyalty/workflows/link-customer"
export { placeOrderWorkflow } from "./loyalty/workflows/place-order"
export { releaseSessionWorkflow } from "./loyalty/workflows/release-session"
export { recordAgeVerificationWorkflow } from "./loyalty/workflows/record-age-verification"
