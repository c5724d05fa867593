import { createElement } from "react"

import { CheckoutLoyalty } from "../../src/index.js"
import { story } from "../story.js"
import { STATES } from "../states.js"

export default { title: "CheckoutLoyalty" }

const show = (name: keyof typeof STATES) => story(STATES[name], () => <CheckoutLoyalty />)

export const Idle = show("idle")
export const Identifying = show("identifying")
export const Restoring = show("restoring")
export const Refused = show("refused")
export const TooManyTries = show("tooManyTries")
export const Unavailable = show("unavailable")
export const FirstEvaluation = show("firstEvaluation")
export const Active = show("active")
export const Evaluating = show("evaluating")
export const Chosen = show("chosen")
export const Unconfirmed = show("unconfirmed")
export const Declined = show("declined")
export const ReleaseRefused = show("releaseRefused")
export const InsufficientPoints = show("insufficient")
export const Expired = show("expired")
export const EngineAway = show("away")
export const TotalChanged = show("totalChanged")
export const TotalChangedAndPaid = story(STATES.totalChanged, () => (
  <CheckoutLoyalty onConfirmTotal={() => {}} />
))
export const Pending = show("pending")
export const Finalized = show("finalized")
export const Failed = show("failed")
export const GiftCard = show("giftCard")
export const WithTip = story(STATES.chosen, () => <CheckoutLoyalty tip={2} />)
export const TaxInPrices = show("inclusive")
