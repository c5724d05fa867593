import {
  isOurRoute,
  sweepDatabase,
  withoutCustomersPhone,
  withoutGivenToken,
} from "../../integration-tests/helpers/leak-sweep"
import { LeakDetector } from "../../integration-tests/helpers/leaks"

const SECRET = "s3cret/with+signs=="
const SESSION_TOKEN = `lst_k1_${"a".repeat(43)}`

const detector = new LeakDetector()
detector.learn("credential", SECRET)
detector.learn("e-mail address", "john.doe@example.com", "ours")
detector.learnPhone("+44 20 7946 0958")

describe("the search for leaks", () => {
  it.each([
    "4155550100",
    "14155550100",
    "+14155550100",
    "(415) 555-0100",
    "415.555.0100",
    "1-415-555-0100",
    "555-0100",
    "phone=%2B14155550100&x",
    'text\\n4155550100"',
    "442079460958",
    "+44 20 7946 0958",
    "%2B44%2020%207946%200958",
    SECRET,
    encodeURIComponent(SECRET),
    Buffer.from(SECRET).toString("base64"),
    SESSION_TOKEN,
    "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyXzEifQ.c2lnbmF0dXJlLW9m",
    "simtoken_Zm9yIGEgdGVzdCBvbmx5LCBu",
    "john.doe@example.com",
  ])("finds %s, and does not say it again", (secret) => {
    const found = detector.find(`{"error":"no member ${secret} there"}`)
    expect(found).toBeDefined()
    expect(found).not.toContain(secret)
  })

  it.each([
    "******0100",
    "1795550123456",
    "lses_01JQ8ZK3V0000000000000000A",
    "a94155550100f3b2",
    "3f0c8a55-5555-0123-8000-000000000000",
    "v1.k1.dGVzdA.bm90aGluZw",
    "amount 5550100",
  ])("leaves %s alone", (text) => {
    expect(detector.find(text)).toBeUndefined()
  })

  it("lets Medusa tell an e-mail address of its own", () => {
    expect(detector.find("john.doe@example.com", "everywhere")).toBeUndefined()
    expect(detector.find(SECRET, "everywhere")).toBeDefined()
  })

  it("learns nothing from what says nothing", () => {
    const fresh = new LeakDetector()
    fresh.learn("credential", "short")
    fresh.learnPhone("0000000000")
    fresh.learnPhone("call me")
    expect(fresh.find("short 0000000000 call me")).toBeUndefined()
  })

  it("knows where a session token belongs", () => {
    const reply = JSON.stringify({ loyalty_session: { token: SESSION_TOKEN } })
    expect(withoutGivenToken("/store/loyalty/identify", reply)).not.toContain(SESSION_TOKEN)
    expect(withoutGivenToken("/store/loyalty/session/lses_1?cart_id=x", reply)).toBe(reply)
    expect(withoutGivenToken("/store/loyalty/rewards", reply)).toBe(reply)
  })

  it.each([
    ["/store/loyalty/identify", true],
    ["/loyalty/metrics", true],
    ["/admin/loyalty/members?q=x", true],
    ["/store/customers/me/loyalty", true],
    ["/store/customers/me", false],
    ["/auth/user/emailpass", false],
  ])("counts %s among ours: %s", (url, ours) => {
    expect(isOurRoute(url)).toBe(ours)
  })

  it("looks at rows of ours wholly, and past a customer's phone in Medusa's own", async () => {
    const row = (workflow: string) => `{"workflow_id": "${workflow}", "phone": "415-555-0100"}`
    const tables = [{ name: "loyalty_engine_operation" }, { name: "workflow_execution" }]
    const rows = [
      { name: "loyalty_engine_operation", text: '{"phone": "415-555-0100"}' },
      { name: "workflow_execution", text: `${row("complete-cart")}\n${row("loyalty-x")}` },
      { name: "cart", text: '{"metadata": {"loyalty": "415-555-0100"}}' },
      { name: "order", text: null },
    ]
    const found: string[] = []
    await sweepDatabase(
      { raw: (sql) => Promise.resolve({ rows: sql.includes("table_type") ? tables : rows }) },
      (where, text, reach) => {
        if (detector.find(text, reach)) {
          found.push(where)
        }
      },
    )
    expect(found).toEqual([
      "table loyalty_engine_operation",
      "table workflow_execution",
      "table cart",
    ])
    expect(withoutCustomersPhone('{"phone": "1", "x": "1"}')).toBe('{"phone":"…", "x": "1"}')
  })
})
