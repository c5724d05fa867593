import { z } from "@medusajs/framework/zod"
import { createFindParams } from "@medusajs/medusa/api/utils/validators"

import { SESSION_STATUSES } from "../../../modules/loyalty/domain/session-machine"
import { FINALIZE_POLICIES } from "../../../modules/loyalty/domain/finalize-policy"
import { unrepeated } from "../../utils/unrepeated"

/** A database refuses a NUL, and JSON in it a lone half of a surrogate pair. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u
const refusal = (name: string) => `${name} must have no control characters`

const text = (name: string, max: number) =>
  z.string().trim().max(max).regex(PRINTABLE, refusal(name))
export const id = text("an id", 100).min(1)
const reason = text("a reason", 500).min(1)
const key = z.string().min(1).max(100)

/** Whether every text in a value is printable, however deep; a loop, as depth has no bound here. */
function isPrintable(given: unknown): boolean {
  const left: unknown[] = [given]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === "string" && !PRINTABLE.test(value)) {
      return false
    }
    if (typeof value === "object" && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        left.push(name, item)
      }
    }
  }
  return true
}

/**
 * Puts a NUL, which is refused, where a credential is no text: Medusa's answer to a wrong type
 * repeats the value and writes it to the log, where a secret must never be.
 */
function textsOnly(given: unknown): unknown {
  if (given === null || given === undefined) {
    return given
  }
  if (typeof given !== "object" || Array.isArray(given)) {
    return { "\u0000": "" }
  }
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === "string" ? value : "\u0000",
    ]),
  )
}

export const listed = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).max(20)])

/** Nothing but page and order: these replies are composed, so no fields can be chosen. */
export const page = (order: string, order_fields: readonly string[]) =>
  createFindParams({ limit: 20, offset: 0, order })
    .omit({ fields: true, with_deleted: true })
    .extend({
      order: z
        .string()
        .refine(
          (given) => order_fields.includes(given.replace(/^-/, "")),
          `must be one of ${order_fields.join(", ")}, with a minus before it for descending`,
        )
        .default(order),
    })

export const AdminGetLoyaltyStoresParams = page("id", ["id", "name", "created_at"]).extend({
  q: id.optional(),
  state: listed(z.enum(["on", "off", "not_set_up"])).optional(),
})
export type AdminGetLoyaltyStoresParamsType = z.infer<typeof AdminGetLoyaltyStoresParams>

export const AdminUpdateLoyaltyStoreConfig = z
  .strictObject({
    enabled: z.boolean(),
    provider_id: id,
    participant_id: text("participant_id", 100).nullable(),
    site_id: text("site_id", 100).nullable(),
    finalize_on: z.enum(FINALIZE_POLICIES),
    sales_channel_ids: z.array(id).max(500),
    settings: z.record(key, z.unknown()).refine(isPrintable, refusal("settings")),
    credentials: z.preprocess(
      textsOnly,
      z
        .record(key, z.string().max(4_096))
        .refine(isPrintable, "credentials must be texts without control characters")
        .nullable(),
    ),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, "must name at least one field to change")
export type AdminUpdateLoyaltyStoreConfigType = z.infer<typeof AdminUpdateLoyaltyStoreConfig>

export const AdminSwitchLoyaltyStores = z.strictObject({
  ids: z.array(id).min(1).max(100),
  enabled: z.boolean(),
})
export type AdminSwitchLoyaltyStoresType = z.infer<typeof AdminSwitchLoyaltyStores>

/** For routes whose body says nothing: an empty one, or none. */
export const AdminLoyaltyEmptyBody = z.strictObject({})

export const AdminGetLoyaltySessionsParams = page("-opened_at", [
  "opened_at",
  "updated_at",
  "discount_total",
]).extend({
  store_id: listed(id).optional(),
  status: listed(z.enum(SESSION_STATUSES)).optional(),
  order_id: id.optional(),
  q: id.optional(),
})
export type AdminGetLoyaltySessionsParamsType = z.infer<typeof AdminGetLoyaltySessionsParams>

export const AdminLoyaltyAction = z.strictObject({ reason })
export type AdminLoyaltyActionType = z.infer<typeof AdminLoyaltyAction>

/** Admin always gives the reason; whoever calls the route may leave it out, and the audit says so. */
export const AdminExportLoyaltyMember = z.strictObject({ reason: reason.optional() })
export type AdminExportLoyaltyMemberType = z.infer<typeof AdminExportLoyaltyMember>

export const AdminReplayLoyaltyOperations = z.strictObject({
  ids: z.array(id).min(1).max(100),
  reason,
})
export type AdminReplayLoyaltyOperationsType = z.infer<typeof AdminReplayLoyaltyOperations>

/** `waiting` is a `due` one that is not to be sent yet: `due` finds the others. */
const OPERATION_FILTERS = ["waiting", "due", "in_flight", "unknown", "done", "dead"] as const

export const AdminGetLoyaltyOperationsParams = page("-created_at", [
  "created_at",
  "updated_at",
  "next_attempt_at",
]).extend({
  store_id: listed(id).optional(),
  session_id: id.optional(),
  order_id: id.optional(),
  kind: listed(z.enum(["finalize", "reverse", "cancel", "enrol", "sync"])).optional(),
  status: listed(z.enum(OPERATION_FILTERS)).optional(),
  q: id.optional(),
})
export type AdminGetLoyaltyOperationsParamsType = z.infer<typeof AdminGetLoyaltyOperationsParams>

/** RFC 3339 with an offset. */
const moment = z.iso.datetime({ offset: true })
const PERIOD_DAYS_MAX = 366
const DAY_IN_MS = 86_400_000

/** A name that the runtime knows; an offset is read with its sign reversed by a database. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Z]/i.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }))
  } catch {
    return false
  }
}

export const AdminGetLoyaltyOverviewParams = z
  .strictObject({
    store_id: listed(id).optional(),
    from: moment.optional(),
    to: moment.optional(),
    time_zone: text("time_zone", 100)
      .refine(isTimeZone, "must be an IANA time zone")
      .default("UTC"),
  })
  .refine(({ from, to }) => {
    const end = to ? Date.parse(to) : Date.now()
    const days = from ? (end - Date.parse(from)) / DAY_IN_MS : 1
    return days > 0 && days <= PERIOD_DAYS_MAX
  }, `from must be before to, by at most ${PERIOD_DAYS_MAX} days`)
export type AdminGetLoyaltyOverviewParamsType = z.infer<typeof AdminGetLoyaltyOverviewParams>

export const AdminGetLoyaltyMembersParams = page("-updated_at", [
  "updated_at",
  "created_at",
  "points_balance",
  "display_name",
]).extend({
  customer_id: id.optional(),
  state: listed(z.enum(["linked", "not_linked", "erasing", "erased"])).optional(),
  q: id.optional(),
})
export type AdminGetLoyaltyMembersParamsType = z.infer<typeof AdminGetLoyaltyMembersParams>

/** The engine's history has one order: the newest first. */
export const AdminGetLoyaltyMemberHistoryParams = page("-at", ["at"])
  .omit({ order: true })
  .extend({
    order: z.literal("-at").default("-at"),
  })
export type AdminGetLoyaltyMemberHistoryParamsType = z.infer<
  typeof AdminGetLoyaltyMemberHistoryParams
>

export const AdminLookUpLoyaltyMembers = z.strictObject({
  phone: unrepeated(text("phone", 40)),
  email: unrepeated(text("email", 254)),
  card: unrepeated(text("card", 64)),
  country_code: text("country_code", 2).optional(),
})
export type AdminLookUpLoyaltyMembersType = z.infer<typeof AdminLookUpLoyaltyMembers>

export const AdminLinkLoyaltyMember = z.strictObject({ customer_id: id, reason })
export type AdminLinkLoyaltyMemberType = z.infer<typeof AdminLinkLoyaltyMember>
