import {
  AdminGetLoyaltySessionsParams,
  AdminLoyaltyAction,
  AdminUpdateLoyaltyStoreConfig,
} from "../../src/api/admin/loyalty/validators"

describe("a text for Admin's loyalty routes", () => {
  const bad = "a\u0000b"

  it.each([
    ["a reason", AdminLoyaltyAction, { reason: bad }],
    ["an id", AdminGetLoyaltySessionsParams, { q: bad }],
    ["site_id", AdminUpdateLoyaltyStoreConfig, { site_id: bad }],
    ["settings", AdminUpdateLoyaltyStoreConfig, { settings: { a: [{ channel: bad }] } }],
    ["settings", AdminUpdateLoyaltyStoreConfig, { settings: { [bad]: 1 } }],
    ["settings", AdminUpdateLoyaltyStoreConfig, { settings: { a: "\ud800" } }],
  ])("has no control characters: %s", (name, schema, body) => {
    const { error } = schema.safeParse(body)
    expect(error?.issues.map(({ message }) => message)).toEqual([
      `${name} must have no control characters`,
    ])
  })

  it("has none as a credential, which is not repeated where it is no text at all", () => {
    for (const value of [bad, 5, { secret: "s3cret" }]) {
      const { error } = AdminUpdateLoyaltyStoreConfig.safeParse({ credentials: { a: value } })
      expect(error?.issues.map(({ message }) => message)).toEqual([
        "credentials must be texts without control characters",
      ])
    }
  })

  it("may have any other", () => {
    const body = { site_id: "", settings: { a: "é😀", n: null }, credentials: { a: "😀" } }
    expect(AdminUpdateLoyaltyStoreConfig.parse(body)).toEqual(body)
  })
})
