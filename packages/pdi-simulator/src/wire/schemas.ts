import { Type, type Static } from "@sinclair/typebox"
import {
  Amount,
  AppliedReward,
  Id,
  Item,
  LoyaltyId,
  Name,
  Points,
  SiteBlock,
  Timestamp,
} from "./fields.js"

const RewardIds = Type.Array(Type.String())

export const IdentifyRequest = Type.Composite([
  SiteBlock,
  Type.Object({
    transactionId: Id,
    customerId: Type.Optional(Type.Union([Name, Type.Null()])),
    loyaltyId: Type.Optional(Type.Union([LoyaltyId, Type.Null()])),
  }),
])
export type IdentifyRequest = Static<typeof IdentifyRequest>

export const CalculateRewardsRequest = Type.Composite([
  SiteBlock,
  Type.Object({
    sessionId: Name,
    transactionId: Id,
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    transactionAmount: Amount,
    basketHash: Type.String({ minLength: 1, maxLength: 128 }),
    items: Type.Array(Item),
    acceptedRewardIds: Type.Optional(RewardIds),
    declinedRewardIds: Type.Optional(RewardIds),
    redeemPoints: Type.Optional(Points),
  }),
])
export type CalculateRewardsRequest = Static<typeof CalculateRewardsRequest>

export const FinalizeRequest = Type.Composite([
  SiteBlock,
  Type.Object({
    sessionId: Name,
    transactionId: Id,
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    finalAmount: Amount,
    applyRewards: Type.Boolean(),
    items: Type.Array(Item),
    appliedRewards: Type.Array(AppliedReward),
    cancelledRewardIds: Type.Optional(RewardIds),
    rewardEligibleAmount: Type.Optional(Amount),
    taxAmount: Type.Optional(Amount),
    totalAmount: Type.Optional(Amount),
    redeemedPoints: Type.Optional(Points),
    eventStartAt: Type.Optional(Timestamp),
    eventEndAt: Type.Optional(Timestamp),
    businessDate: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" })),
    retryCount: Type.Optional(Type.Integer({ minimum: 0 })),
    loyaltyId: Type.Optional(Type.Union([LoyaltyId, Type.Null()])),
    customerId: Type.Optional(Type.Union([Name, Type.Null()])),
  }),
])
export type FinalizeRequest = Static<typeof FinalizeRequest>

export const EnrollRequest = Type.Composite([
  SiteBlock,
  Type.Object({
    transactionId: Type.Optional(Type.Union([Id, Type.Null()])),
    loyaltyId: LoyaltyId,
    email: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    firstName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    lastName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    consent: Type.Object({ at: Timestamp, source: Type.String({ minLength: 1 }) }),
  }),
])
export type EnrollRequest = Static<typeof EnrollRequest>

export const CancelRequest = Type.Composite([
  SiteBlock,
  Type.Object({
    sessionId: Name,
    transactionId: Id,
    reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
])
export type CancelRequest = Static<typeof CancelRequest>

export const ReverseRequest = Type.Composite([
  SiteBlock,
  Type.Object({
    originalTransactionId: Id,
    reversalId: Name,
    items: Type.Array(Type.Object({})),
    appliedRewards: Type.Array(AppliedReward),
    earnedPoints: Points,
    redeemedPoints: Points,
  }),
])
export type ReverseRequest = Static<typeof ReverseRequest>

export const SessionStatusQuery = Type.Object({
  sessionId: Name,
  participantId: Name,
  siteId: Name,
})
export type SessionStatusQuery = Static<typeof SessionStatusQuery>

export const MemberHistoryQuery = Type.Object({
  customerId: Name,
  participantId: Name,
  siteId: Name,
  cursor: Type.Optional(Type.String()),
})
export type MemberHistoryQuery = Static<typeof MemberHistoryQuery>
