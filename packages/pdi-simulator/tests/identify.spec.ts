import { Client, errorCode, identifyBody, siteBlock, start } from "./support/client.js"

describe("identify", () => {
  it.each([
    ["a NANP number", { kind: "phone", value: "5550100100" }],
    ["an E.164 number", { kind: "phone", value: "+15550100100" }],
    ["a second number of the member", { kind: "phone", value: "4155550100" }],
    ["a card", { kind: "card", value: "6006490000012345" }],
    ["an e-mail, whatever its case", { kind: "email", value: "John.Doe@Example.com" }],
  ])("knows %s", async (_what, loyaltyId) => {
    const client = await Client.connect(await start())
    const body = { ...identifyBody(""), loyaltyId: { ...loyaltyId, entryMethod: "manual" } }
    expect((await client.post("identify", body)).json.customerId).toBe("CUST-12345")
  })

  it("knows a linked customerId without a loyaltyId", async () => {
    const client = await Client.connect(await start())
    const body = { ...identifyBody(""), customerId: "CUST-12347", loyaltyId: null }
    const { json } = await client.post("identify", body)
    expect(json).toMatchObject({ customerName: "Wei Chen", tier: "Platinum", currentPoints: 120 })
  })

  it.each([
    ["5559999999", 404, "MEMBER_NOT_FOUND"],
    ["5550100198", 403, "MEMBER_INACTIVE"],
    ["5550100199", 403, "MEMBER_INACTIVE"],
    ["******0100", 400, "INVALID_REQUEST"],
    ["+1 (555) 010-0100", 400, "INVALID_REQUEST"],
    ["15550100100", 400, "INVALID_REQUEST"],
    ["010-0100", 400, "INVALID_REQUEST"],
  ])("answers %s with %i %s", async (phone, status, code) => {
    const client = await Client.connect(await start())
    const reply = await client.post("identify", identifyBody(phone))
    expect([reply.status, errorCode(reply)]).toEqual([status, code])
  })

  it("can answer an unknown member with 200 and loyaltyIdValid false", async () => {
    const client = await Client.connect(await start({ unknownMember: "invalid" }))
    const reply = await client.post("identify", identifyBody("5559999999"))
    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({ loyaltyIdValid: false, sessionId: null })
  })

  it.each([
    ["participantId", "NOBODY"],
    ["siteId", "0303"],
  ])("refuses a foreign %s", async (field, value) => {
    const client = await Client.connect(await start())
    const reply = await client.post("identify", { ...identifyBody("5550100100"), [field]: value })
    expect([reply.status, errorCode(reply)]).toEqual([403, "FORBIDDEN_SITE"])
  })

  it.each([
    ["posSequenceId", "has space"],
    ["messageSequence", 0],
    ["messageSequence", "1"],
    ["transactionId", undefined],
    ["storeId", undefined],
    ["loyaltyId", { kind: "fax", value: "1", entryMethod: "manual" }],
  ])("refuses a bad %s", async (field, value) => {
    const client = await Client.connect(await start())
    const reply = await client.post("identify", { ...identifyBody("5550100100"), [field]: value })
    expect([reply.status, errorCode(reply)]).toEqual([400, "INVALID_REQUEST"])
  })

  it("ignores fields it does not know", async () => {
    const client = await Client.connect(await start())
    const reply = await client.post("identify", { ...identifyBody("5550100100"), extra: [1] })
    expect(reply.status).toBe(200)
  })
})

describe("posSequenceId", () => {
  it("brings the same call back to the same session", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    const body = identifyBody("5550100100")
    const first = await client.post("identify", body)
    const second = await client.post("identify", body)
    expect(second.json.sessionId).toBe(first.json.sessionId)
    expect(simulator.books().sessions).toHaveLength(1)
  })

  it("belongs to one transaction at one site, and is free at another site", async () => {
    const client = await Client.connect(await start())
    const site = siteBlock()
    await client.post("identify", identifyBody("5550100100", site))
    const other = await client.post("identify", identifyBody("5550100101", site))
    expect([other.status, errorCode(other)]).toEqual([400, "INVALID_REQUEST"])
    const elsewhere = identifyBody("5550100101", { ...site, siteId: "0301" })
    expect((await client.post("identify", elsewhere)).status).toBe(200)
  })

  it("is free again once its session has expired", async () => {
    let now = new Date("2026-03-16T10:00:00Z")
    const client = await Client.connect(
      await start({ now: () => now, sessionTtlSeconds: 60, tokenTtlSeconds: 3600 }),
    )
    const body = identifyBody("5550100100")
    const first = await client.post("identify", body)
    now = new Date("2026-03-16T10:02:00Z")
    const gone = await client.status(String(first.json.sessionId))
    expect([gone.status, errorCode(gone)]).toEqual([404, "SESSION_NOT_FOUND"])
    const second = await client.post("identify", body)
    expect(second.status).toBe(200)
    expect(second.json.sessionId).not.toBe(first.json.sessionId)
  })
})

describe("getSessionStatus", () => {
  it("tells an open session from one it has never seen", async () => {
    const client = await Client.connect(await start())
    const { sessionId } = await client.identify()
    const { json } = await client.status(sessionId)
    expect(json).toMatchObject({ sessionId, status: "active", earnedPoints: 0, receiptId: null })
    const unknown = await client.status("sess_unknown")
    expect([unknown.status, errorCode(unknown)]).toEqual([404, "SESSION_NOT_FOUND"])
  })

  it("refuses a session of another site", async () => {
    const client = await Client.connect(await start())
    const { sessionId } = await client.identify()
    const query = { sessionId, participantId: "ACME", siteId: "0301" }
    expect(errorCode(await client.get("getSessionStatus", query))).toBe("FORBIDDEN_SITE")
  })
})
