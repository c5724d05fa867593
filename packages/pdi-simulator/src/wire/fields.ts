import { Kind, Type, TypeRegistry, type Static } from "@sinclair/typebox"
import { isMoney } from "../money.js"

TypeRegistry.Set<{ decimals: number }>("Money", (schema, value) => isMoney(value, schema.decimals))

function money(decimals: number) {
  return Type.Unsafe<number>({ [Kind]: "Money", decimals })
}

export const Amount = money(2)
export const UnitPrice = money(4)
export const Quantity = Type.Number({ exclusiveMinimum: 0, maximum: 10_000_000 })
export const Points = Type.Integer({ minimum: 0 })
export const Name = Type.String({ minLength: 1, maxLength: 100 })
export const Id = Type.String({ minLength: 1, maxLength: 64 })
export const Timestamp = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T.*(Z|[+-]\\d{2}:\\d{2})$" })

export const SiteBlock = Type.Object({
  participantId: Name,
  siteId: Name,
  storeId: Name,
  channelId: Name,
  posSequenceId: Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }),
  messageSequence: Type.Integer({ minimum: 1 }),
  offline: Type.Optional(Type.Boolean()),
})
export type SiteBlock = Static<typeof SiteBlock>

export const LoyaltyId = Type.Object({
  kind: Type.Union([Type.Literal("phone"), Type.Literal("card"), Type.Literal("email")]),
  value: Type.String({ minLength: 1, maxLength: 100 }),
  entryMethod: Type.Union([
    Type.Literal("manual"),
    Type.Literal("scan"),
    Type.Literal("swipe"),
    Type.Literal("other"),
  ]),
})
export type LoyaltyId = Static<typeof LoyaltyId>

const PosCodeFormat = Type.Union(
  ["upcA", "upcE", "ean8", "ean13", "plu", "gtin", "rss14", "none"].map((format) =>
    Type.Literal(format),
  ),
)

export const Item = Type.Object({
  lineNumber: Type.Integer({ minimum: 1 }),
  sku: Name,
  qty: Quantity,
  unitPrice: UnitPrice,
  amount: Amount,
  netAmount: Type.Optional(Amount),
  regularPrice: Type.Optional(UnitPrice),
  posCode: Type.Optional(
    Type.Object({
      format: PosCodeFormat,
      value: Type.String(),
      modifier: Type.Optional(Type.String()),
    }),
  ),
  merchandiseCode: Type.Optional(Type.String()),
  productCode: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  uom: Type.Optional(Type.String()),
  discounts: Type.Optional(
    Type.Array(
      Type.Object({ id: Type.String(), amount: Amount, reason: Type.Optional(Type.String()) }),
    ),
  ),
  taxable: Type.Optional(Type.Boolean()),
  ageRestricted: Type.Optional(Type.Boolean()),
  minAge: Type.Optional(Type.Integer({ minimum: 0 })),
  status: Type.Optional(
    Type.Union([Type.Literal("normal"), Type.Literal("void"), Type.Literal("return")]),
  ),
  substitutesLineNumber: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
})
export type Item = Static<typeof Item>

export const AppliedReward = Type.Object({
  rewardId: Type.String({ minLength: 1 }),
  targetLineNumber: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
  quantity: Type.Optional(Type.Number({ minimum: 0 })),
  amount: Type.Optional(Amount),
  pointsCost: Type.Optional(Points),
})
