import { identifyBody, Client, start } from "./support/client.js"

async function statuses(client: Client, calls: number, phone = "5550100100"): Promise<number[]> {
  const replies = []
  for (let call = 0; call < calls; call += 1) {
    replies.push((await client.post("identify", identifyBody(phone))).status)
  }
  return replies
}

const unavailable = { kind: "status", endpoint: "identify", params: { status: 503 } } as const

describe("which call a fault bites", () => {
  it("bites as often as it is told to, then leaves the list", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    simulator.addFault({ ...unavailable, times: 2 })
    expect(await statuses(client, 3)).toEqual([503, 503, 200])
    expect(simulator.faults()).toEqual([])
  })

  it("bites until it is cleared", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    simulator.addFault(unavailable)
    expect(await statuses(client, 3)).toEqual([503, 503, 503])
    expect(simulator.faults()).toMatchObject([{ id: "fault-1", hits: 3 }])
    simulator.clearFaults()
    expect(await statuses(client, 1)).toEqual([200])
  })

  it("bites one member, by phone and by session", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    const { sessionId } = await client.identify()
    simulator.addFault({ ...unavailable, endpoint: "*", memberId: "CUST-12345" })
    expect(await statuses(client, 1)).toEqual([503])
    expect(await statuses(client, 1, "5550100101")).toEqual([200])
    expect((await client.status(sessionId)).status).toBe(503)
  })

  it("bites one endpoint", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    const { sessionId } = await client.identify()
    simulator.addFault(unavailable)
    expect((await client.status(sessionId)).status).toBe(200)
  })

  it("bites by chance in the same order under the same seed", async () => {
    const runs = []
    for (const seed of [7, 7, 8]) {
      const simulator = await start({ seed })
      simulator.addFault({ ...unavailable, probability: 0.5 })
      runs.push(await statuses(await Client.connect(simulator), 20))
    }
    expect(runs[1]).toEqual(runs[0])
    expect(runs[2]).not.toEqual(runs[0])
    expect(new Set(runs[0])).toEqual(new Set([200, 503]))
  })

  it("queues faults of one call after another", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    simulator.addFault({ ...unavailable, times: 1 })
    simulator.addFault({ ...unavailable, params: { status: 429 }, times: 1 })
    expect(await statuses(client, 3)).toEqual([503, 429, 200])
  })

  it("adds latency to another fault", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    simulator.addFault({ kind: "latency", endpoint: "*", params: { ms: 120 } })
    simulator.addFault(unavailable)
    const from = Date.now()
    expect(await statuses(client, 1)).toEqual([503])
    expect(Date.now() - from).toBeGreaterThanOrEqual(115)
  })

  it("does not spend a fault on a call whose token is refused", async () => {
    const simulator = await start()
    const client = new Client(simulator.url)
    simulator.addFault({ ...unavailable, times: 1 })
    expect(await statuses(client, 1)).toEqual([401])
    await client.authorize()
    expect(await statuses(client, 1)).toEqual([503])
  })
})
