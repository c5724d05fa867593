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
    ["credentials", AdminUpdateLoyaltyStoreConfig, { credentials: { a: bad } }],
  ])("has no control characters: %s", (name, schema, body) => {
    const { error } = schema.safeParse(body)
    expect(error?.issues.map(({ message }) => message)).toEqual([
      `${name} must have no control characters`,
    ])
  })

  it("may have any other", () => {
    const body = { site_id: "", settings: { a: "é😀", n: null }, credentials: { a: "😀" } }
    expect(AdminUpdateLoyaltyStoreConfig.parse(body)).toEqual(body)
  })
})
