import { z } from "@medusajs/framework/zod"

import { ID_LENGTH_MAX } from "../../../modules/loyalty/keys"
import type {
  StoreEvaluateLoyaltyRewardsBody,
  StoreIdentifyLoyaltyBody,
  StoreLinkLoyaltyMemberBody,
  StoreOpenLoyaltySessionBody,
  StoreSelectLoyaltyRewardsBody,
} from "../../../types/http/store"
import { REWARD_ID_LENGTH_MAX } from "../../../types/provider"
import { unrepeated } from "../../utils/unrepeated"

/** No control characters: a database refuses a NUL, and no id has any. */
const id = z
  .string()
  .trim()
  .min(1)
  .max(ID_LENGTH_MAX)
  .regex(/^\P{Cc}+$/u, "an id has no control characters")
const identifier = unrepeated(z.string().min(1).max(320))
const rewardIds = z.array(z.string().min(1).max(REWARD_ID_LENGTH_MAX)).max(50)

/** Exactly one of `phone`, `email` and `card`; which of them is checked where it is normalised. */
export const StoreIdentifyLoyalty = z.strictObject({
  cart_id: id,
  phone: identifier,
  email: identifier,
  card: identifier,
  country_code: z
    .string()
    .regex(/^[a-zA-Z]{2}$/, "must be a two-letter country code")
    .optional(),
  entry_method: z.enum(["manual", "scan", "swipe", "other"]).optional(),
}) satisfies z.ZodType<StoreIdentifyLoyaltyBody>
export type StoreIdentifyLoyaltyType = z.infer<typeof StoreIdentifyLoyalty>

export const StoreOpenLoyaltySession = z.strictObject({
  cart_id: id,
}) satisfies z.ZodType<StoreOpenLoyaltySessionBody>
export type StoreOpenLoyaltySessionType = z.infer<typeof StoreOpenLoyaltySession>

export const StoreEvaluateLoyaltyRewards = z.strictObject({
  cart_id: id,
  session_id: id,
}) satisfies z.ZodType<StoreEvaluateLoyaltyRewardsBody>
export type StoreEvaluateLoyaltyRewardsType = z.infer<typeof StoreEvaluateLoyaltyRewards>

export const StoreSelectLoyaltyRewards = z.strictObject({
  cart_id: id,
  session_id: id,
  accept: rewardIds.optional(),
  decline: rewardIds.optional(),
  redeem_points: z.number().int().min(0).max(100_000_000).optional(),
}) satisfies z.ZodType<StoreSelectLoyaltyRewardsBody>
export type StoreSelectLoyaltyRewardsType = z.infer<typeof StoreSelectLoyaltyRewards>

export const StoreLinkLoyaltyMember = z.strictObject({
  phone: identifier,
  email: identifier,
  card: identifier,
  country_code: z
    .string()
    .regex(/^[a-zA-Z]{2}$/, "must be a two-letter country code")
    .optional(),
  /** A session opened with this identifier whose order the customer has paid for. */
  proof: z.strictObject({ session_id: id, token: z.string().min(1).max(300) }),
}) satisfies z.ZodType<StoreLinkLoyaltyMemberBody>
export type StoreLinkLoyaltyMemberType = z.infer<typeof StoreLinkLoyaltyMember>
