import { Client, errorCode, identifyBody, start } from "./support/client.js"

describe("the token endpoint", () => {
  it("takes credentials by HTTP Basic and in the body", async () => {
    const client = new Client((await start()).url)
    const basic = await client.fetchToken()
    expect(basic.json).toMatchObject({ token_type: "Bearer", expires_in: 3600 })
    const form = { client_id: "demo-client", client_secret: "demo-secret" }
    const inBody = await client.fetchToken({ headers: {}, form })
    expect(inBody.json.access_token).toEqual(expect.any(String))
  })

  it("refuses wrong credentials and other grants", async () => {
    const client = new Client((await start()).url)
    const wrong = await client.fetchToken({ headers: {}, form: { client_id: "demo-client" } })
    expect([wrong.status, wrong.json.error]).toEqual([401, "invalid_client"])
    const grant = await client.fetchToken({ form: { grant_type: "password" } })
    expect([grant.status, grant.json.error]).toEqual([400, "unsupported_grant_type"])
  })

  it("spells its reply either way, by option and by token_spelling", async () => {
    const camel = new Client((await start({ tokenSpelling: "camel" })).url)
    const { json } = await camel.fetchToken()
    expect(json).toMatchObject({ accessToken: expect.any(String) as string, expiresIn: 3600 })
    const simulator = await start()
    simulator.addFault({ kind: "token_spelling", endpoint: "token", times: 1 })
    const client = new Client(simulator.url)
    expect((await client.fetchToken()).json).toHaveProperty("accessToken")
    expect((await client.fetchToken()).json).toHaveProperty("access_token")
  })

  it("lets a token end after its time", async () => {
    let now = new Date("2026-03-16T10:00:00Z")
    const client = await Client.connect(await start({ now: () => now, tokenTtlSeconds: 60 }))
    expect((await client.post("identify", identifyBody("5550100100"))).status).toBe(200)
    now = new Date("2026-03-16T10:01:00Z")
    const reply = await client.post("identify", identifyBody("5550100100"))
    expect([reply.status, errorCode(reply)]).toEqual([401, "TOKEN_EXPIRED"])
  })

  it.each([
    [{ seconds: 5 }, 5],
    [{ seconds: 0 }, 0],
    [{ seconds: "soon" }, "soon"],
    [{ seconds: null }, undefined],
  ])("token_ttl %j says so", async (params, told) => {
    const simulator = await start()
    simulator.addFault({ kind: "token_ttl", endpoint: "token", params })
    expect((await new Client(simulator.url).fetchToken()).json.expires_in).toBe(told)
  })

  it("token_ttl can promise more than it keeps", async () => {
    const simulator = await start()
    const params = { seconds: 3600, actualSeconds: 0 }
    simulator.addFault({ kind: "token_ttl", endpoint: "token", params })
    const client = await Client.connect(simulator)
    expect((await client.post("identify", identifyBody("5550100100"))).status).toBe(401)
  })

  it("takes the token in a header of its own as well", async () => {
    const simulator = await start()
    const { token } = await Client.connect(simulator)
    const client = new Client(simulator.url)
    const body = identifyBody("5550100100")
    const headers = { authorization: "", access_token: token }
    expect((await client.post("identify", body, headers)).status).toBe(200)
    expect((await client.post("identify", body)).status).toBe(401)
  })

  it("keeps no secret in what it records", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    const form = { client_id: "demo-client", client_secret: "demo-secret" }
    await client.fetchToken({ headers: {}, form })
    await client.post("identify", identifyBody("5550100100"), { access_token: client.token })
    const kept = JSON.stringify(simulator.requests())
    expect(kept).not.toContain("demo-secret")
    expect(kept).not.toContain(client.token)
    expect(kept).not.toContain("Basic ")
  })
})
