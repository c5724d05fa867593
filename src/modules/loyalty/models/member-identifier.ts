import { model } from "@medusajs/framework/utils"

/** A sealed phone, e-mail or card, found again by its blind index. No link reaches this table. */
export const MemberIdentifier = model
  .define(
    { name: "LoyaltyMemberIdentifier", tableName: "loyalty_engine_member_identifier" },
    {
      id: model.id({ prefix: "lmid" }).primaryKey(),
      member_id: model.text(),
      kind: model.enum(["phone", "email", "card"]),
      sealed: model.text(),
      /** HMAC of the normalised value: equal identifiers meet without being readable. */
      blind_index: model.text(),
      /** Last four digits, for Admin search. */
      last_four: model.text(),
    },
  )
  .indexes([
    {
      name: "IDX_loyalty_engine_member_identifier_value",
      on: ["member_id", "kind", "blind_index"],
      unique: true,
    },
    { on: ["blind_index"] },
    { on: ["last_four"] },
  ])
