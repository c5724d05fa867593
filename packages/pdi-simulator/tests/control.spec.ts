import type { Books, Fault, RecordedRequest } from "../src/index.js"
import { Client, errorCode, identifyBody, start } from "./support/client.js"

async function setUp() {
  const simulator = await start()
  const send = async <T>(method: string, path: string, body?: unknown) => {
    const init: RequestInit = { method }
    if (body !== undefined) {
      init.headers = { "content-type": "application/json" }
      init.body = JSON.stringify(body)
    }
    const response = await fetch(`${simulator.url}${path}`, init)
    return { status: response.status, json: (await response.json()) as T }
  }
  return { simulator, send, client: await Client.connect(simulator) }
}

describe("the control surface", () => {
  it("switches faults on and off", async () => {
    const { send, client } = await setUp()
    const fault = { kind: "status", endpoint: "identify", params: { status: 503 } }
    const added = await send<Fault>("POST", "/_sim/faults", fault)
    expect(added).toMatchObject({ status: 201, json: { ...fault, id: "fault-1", hits: 0 } })
    expect((await client.post("identify", identifyBody("5550100100"))).status).toBe(503)
    expect((await send<Fault[]>("GET", "/_sim/faults")).json).toMatchObject([{ hits: 1 }])
    expect((await send("DELETE", "/_sim/faults/fault-1")).json).toEqual([])
    expect((await send("DELETE", "/_sim/faults/fault-1")).status).toBe(404)
    await send("POST", "/_sim/faults", fault)
    await send("DELETE", "/_sim/faults")
    expect((await client.post("identify", identifyBody("5550100100"))).status).toBe(200)
  })

  it.each([
    [{ kind: "gremlin", endpoint: "*" }],
    [{ kind: "hang", endpoint: "nowhere" }],
    [{ kind: "hang", endpoint: "*", times: 0 }],
    [{ kind: "hang", endpoint: "*", params: { seconds: 1, typo: true } }],
  ])("refuses the fault %j", async (fault) => {
    const { send } = await setUp()
    expect((await send("POST", "/_sim/faults", fault)).status).toBe(400)
  })

  it("shows requests, by endpoint and the latest so many", async () => {
    const { send, client } = await setUp()
    const { sessionId } = await client.identify()
    await client.status(sessionId)
    const all = await send<RecordedRequest[]>("GET", "/_sim/requests")
    expect(all.json.map(({ endpoint }) => endpoint)).toEqual([
      "token",
      "identify",
      "getSessionStatus",
    ])
    expect(all.json[2]).toMatchObject({
      seq: 3,
      method: "GET",
      query: { sessionId },
      status: 200,
      fault: null,
      effect: false,
      headers: { authorization: "[redacted]" },
    })
    const one = await send<RecordedRequest[]>("GET", "/_sim/requests?endpoint=identify")
    expect(one.json).toMatchObject([{ effect: true, body: { loyaltyId: { kind: "phone" } } }])
    const last = await send<RecordedRequest[]>("GET", "/_sim/requests?limit=1")
    expect(last.json).toMatchObject([{ endpoint: "getSessionStatus" }])
    expect((await send("GET", "/_sim/requests?endpoint=nowhere")).status).toBe(400)
    await send("DELETE", "/_sim/requests")
    expect((await send("GET", "/_sim/requests")).json).toEqual([])
  })

  it("adds members and lets them spend elsewhere", async () => {
    const { send, client } = await setUp()
    const member = { memberId: "CUST-9", name: "Ann", phones: ["+14155550198"], points: 50 }
    expect((await send("POST", "/_sim/members", member)).json).toMatchObject({
      phones: ["4155550198"],
      status: "active",
    })
    await client.identify("4155550198")
    await send("POST", "/_sim/members", { memberId: "CUST-9", tier: "Silver" })
    const spent = await send("POST", "/_sim/members/CUST-9/spend", { points: 30 })
    expect(spent.json).toMatchObject({ name: "Ann", tier: "Silver", points: 20 })
    expect((await send("POST", "/_sim/members/CUST-9/spend", { points: 30 })).status).toBe(400)
    expect((await send("POST", "/_sim/members/NOBODY/spend", { points: 1 })).status).toBe(404)
    expect((await send("POST", "/_sim/members", { name: "No id" })).status).toBe(400)
  })

  it("replaces promotions, shows books and resets", async () => {
    const { send, client } = await setUp()
    await client.identify()
    expect((await send<unknown[]>("PUT", "/_sim/promotions", [])).json).toEqual([])
    expect((await send("PUT", "/_sim/promotions", [{ promotionId: "X" }])).status).toBe(400)
    expect((await send<Books>("GET", "/_sim/books")).json.sessions).toHaveLength(1)
    expect((await send<Books>("POST", "/_sim/reset")).json.sessions).toEqual([])
    expect((await send<unknown[]>("GET", "/_sim/promotions")).json).not.toEqual([])
    expect((await send("GET", "/_sim/health")).json).toEqual({ status: "ok" })
  })

  it("serves its page and its script itself", async () => {
    const { simulator } = await setUp()
    const page = await (await fetch(simulator.url)).text()
    expect(page).toContain("<title>PDI simulator</title>")
    expect(page).not.toMatch(/(src|href)="https?:/)
    const script = await fetch(`${simulator.url}/page.js`)
    expect(script.headers.get("content-type")).toContain("text/javascript")
  })
})

describe("bodies that cannot be read", () => {
  it.each([
    ["not JSON", "{", "application/json"],
    ["nothing", "", "application/json"],
    ["another type", "a", "text/weird"],
  ])("%s is the caller's mistake", async (_what, body, type) => {
    const { simulator, client } = await setUp()
    const response = await fetch(`${simulator.url}/identify`, {
      method: "POST",
      headers: { authorization: `Bearer ${client.token}`, "content-type": type },
      body,
    })
    const json = (await response.json()) as Record<string, unknown>
    const reply = { status: response.status, headers: response.headers, text: "", json }
    expect([reply.status, errorCode(reply)]).toEqual([400, "INVALID_REQUEST"])
  })
})
