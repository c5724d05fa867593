import { createElement } from "react"

import { LoyaltyIdentifier, LoyaltyTotals, PointsDisplay, RewardSelector } from "../../src/index.js"
import { STATES } from "../states.js"
import { story } from "../story.js"

export default { title: "Parts" }

export const IdentifierOneCountry = story(STATES.idle, () => (
  <LoyaltyIdentifier kinds={["phone"]} countries={["US"]} />
))
export const IdentifierByMail = story(STATES.idle, () => <LoyaltyIdentifier kinds={["email"]} />)
export const IdentifierByCard = story(STATES.refused, () => <LoyaltyIdentifier kinds={["card"]} />)
export const Points = story(STATES.active, () => <PointsDisplay />)
export const PointsWithoutGoal = story(STATES.active, () => <PointsDisplay goal={null} />)
export const PointsUnknown = story(STATES.bare, () => <PointsDisplay />)
export const Rewards = story(STATES.active, () => <RewardSelector />)
export const RewardsNone = story(STATES.nothing, () => <RewardSelector />)
export const Totals = story(STATES.chosen, () => <LoyaltyTotals />)
