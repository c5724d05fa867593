import type { FaultKind } from "../src/index.js"
import { plainFinalize } from "./support/baskets.js"
import { Client, identifyBody, start, type Reply } from "./support/client.js"

const SHORT_PATIENCE_MS = 250
/** For calls that do end: no machine is so busy that it takes this long. */
const LONG_PATIENCE_MS = 5000
const EVENTUALLY = { timeout: 5000 }

async function setUp() {
  const simulator = await start()
  const client = await Client.connect(simulator)
  const session = await client.identify()
  const body = plainFinalize(session, "order_a")
  return { simulator, client, session, body }
}

/** The error code of the connection, "silence", or the reply. */
async function outcome(
  reply: Promise<Reply>,
  patienceMs = LONG_PATIENCE_MS,
): Promise<string | Reply> {
  const silence = new Promise<string>((resolve) => setTimeout(() => resolve("silence"), patienceMs))
  const lost = reply.catch((error: Error) => String((error.cause as { code?: string }).code))
  return Promise.race([lost, silence])
}

describe("faults that lose the answer", () => {
  const lost: [FaultKind, string, number][] = [
    ["hang", "silence", 0],
    ["drop", "UND_ERR_SOCKET", 0],
    ["reset", "ECONNRESET", 0],
    ["apply_then_hang", "silence", 1],
    ["apply_then_reset", "ECONNRESET", 1],
    ["reset_after_headers", "UND_ERR_SOCKET|ECONNRESET", 1],
  ]

  it.each(lost)("%s: the caller sees %s and %i commits are booked", async (kind, seen, commits) => {
    const { simulator, client, session, body } = await setUp()
    const fault = simulator.addFault({ kind, endpoint: "finalize", times: 1 })
    const patienceMs = seen === "silence" ? SHORT_PATIENCE_MS : LONG_PATIENCE_MS
    expect(seen.split("|")).toContain(await outcome(client.finalize(body), patienceMs))
    expect(Object.keys(simulator.books().commitsByTransaction)).toHaveLength(commits)
    const [recorded] = simulator.requests({ endpoint: "finalize" })
    expect(recorded).toMatchObject({
      status: null,
      effect: commits === 1,
      fault: { id: fault.id, kind },
    })

    const status = await client.status(session.sessionId)
    expect(status.json.status).toBe(commits === 1 ? "finalized" : "active")
    const again = await client.finalize({ ...body, retryCount: 1 })
    expect(again.json).toMatchObject({ duplicate: commits === 1, newBalance: 5009 })
    expect(simulator.books().commitsByTransaction).toEqual({ order_a: 1 })
  })

  it("drop_then_apply: the connection is lost first, the commit comes later", async () => {
    const { simulator, client, session, body } = await setUp()
    const params = { ms: 1000 }
    simulator.addFault({ kind: "drop_then_apply", endpoint: "finalize", times: 1, params })
    expect(await outcome(client.finalize(body))).toBe("UND_ERR_SOCKET")
    expect(simulator.books().transactions).toHaveLength(0)
    expect((await client.status(session.sessionId)).json.status).toBe("pending_finalization")
    await vi.waitFor(() => expect(simulator.books().transactions).toHaveLength(1), EVENTUALLY)
    expect((await client.finalize(body)).json.duplicate).toBe(true)
  })

  it("latency: a caller that gives up does not stop the commit", async () => {
    const { simulator, client, body } = await setUp()
    simulator.addFault({ kind: "latency", endpoint: "finalize", params: { ms: 1500 } })
    expect(await outcome(client.finalize(body), SHORT_PATIENCE_MS)).toBe("silence")
    expect(simulator.books().transactions).toHaveLength(0)
    await vi.waitFor(() => expect(simulator.books().transactions).toHaveLength(1), EVENTUALLY)
  })

  it("close does not wait for a hanging call", async () => {
    const { simulator, client } = await setUp()
    simulator.addFault({ kind: "hang", endpoint: "*" })
    const hanging = client.post("identify", identifyBody("5550100100")).catch(() => "cut")
    expect(await outcome(client.status("any"), SHORT_PATIENCE_MS)).toBe("silence")
    await simulator.close()
    expect(await hanging).toBe("cut")
  })
})
