import { readFileSync } from "node:fs"
import { Type } from "@sinclair/typebox"
import { Value } from "@sinclair/typebox/value"
import { PromotionsFile } from "../engine/promotion.js"
import type { MemberInput } from "../types.js"
import { normalizePhone } from "../wire/phone.js"
import type { Seed } from "./ledger.js"
import { completeMember } from "./state.js"

const Nullable = Type.Union([Type.String(), Type.Null()])
const Counters = Type.Record(Type.String(), Type.Integer({ minimum: 0 }))

export const MemberSchema = Type.Object({
  memberId: Type.String({ minLength: 1, maxLength: 100 }),
  name: Type.Optional(Type.String()),
  phones: Type.Optional(Type.Array(Type.String())),
  email: Type.Optional(Nullable),
  card: Type.Optional(Nullable),
  points: Type.Optional(Type.Integer()),
  tier: Type.Optional(Nullable),
  status: Type.Optional(
    Type.Union([Type.Literal("active"), Type.Literal("inactive"), Type.Literal("blocked")]),
  ),
  punches: Type.Optional(Counters),
  uses: Type.Optional(Counters),
})

const MembersFile = Type.Object({ members: Type.Array(MemberSchema) })

/** Phones are kept in one spelling, whichever way they were given. */
export function withPlainPhones(input: MemberInput): MemberInput {
  if (input.phones === undefined) return input
  return { ...input, phones: input.phones.map((phone) => normalizePhone(phone) ?? phone) }
}

export function readSeed(files: { membersFile: string; promotionsFile: string }): Seed {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"))
  const { members } = Value.Parse(MembersFile, read(files.membersFile))
  const { promotions } = Value.Parse(PromotionsFile, read(files.promotionsFile))
  return {
    members: members.map((member) => completeMember(withPlainPhones(member))),
    promotions,
  }
}
