import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/index.js"

export type Json = Record<string, unknown>

export interface Reply {
  status: number
  headers: Headers
  text: string
  json: Json
}

const running: Simulator[] = []

export async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options)
  running.push(simulator)
  return simulator
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()))
})

let sequence = 0

/** A caller that speaks the contract over real HTTP. */
export class Client {
  token = ""

  constructor(readonly url: string) {}

  static async connect(simulator: Simulator): Promise<Client> {
    const client = new Client(simulator.url)
    await client.authorize()
    return client
  }

  async fetchToken(init: { headers?: Record<string, string>; form?: Record<string, string> } = {}) {
    const basic = Buffer.from("demo-client:demo-secret").toString("base64")
    const response = await fetch(`${this.url}/oauth/token`, {
      method: "POST",
      headers: init.headers ?? { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: "client_credentials", ...init.form }),
    })
    return readReply(response)
  }

  async authorize(): Promise<void> {
    const { json } = await this.fetchToken()
    this.token = String(json.access_token)
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${this.url}/${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    })
    return readReply(response)
  }

  async get(path: string, query: Record<string, string>): Promise<Reply> {
    const response = await fetch(`${this.url}/${path}?${new URLSearchParams(query).toString()}`, {
      headers: { authorization: `Bearer ${this.token}` },
      signal: AbortSignal.timeout(5000),
    })
    return readReply(response)
  }

  status(sessionId: string): Promise<Reply> {
    return this.get("getSessionStatus", { sessionId, participantId: "ACME", siteId: "0300" })
  }

  finalize(body: Json, key = `fin:ACME:0300:${String(body.transactionId)}`): Promise<Reply> {
    return this.post("finalize", body, { "idempotency-key": key })
  }

  /** A fresh session of the member with this phone, and its site block for the next calls. */
  async identify(phone = "5550100100"): Promise<{ site: Json; sessionId: string }> {
    const site = siteBlock()
    const reply = await this.post("identify", identifyBody(phone, site))
    if (reply.status !== 200) throw new Error(`identify answered ${reply.status}: ${reply.text}`)
    return { site, sessionId: String(reply.json.sessionId) }
  }
}

async function readReply(response: Response): Promise<Reply> {
  const text = await response.text()
  let json: Json = {}
  try {
    json = JSON.parse(text) as Json
  } catch {
    // Some faults answer with something that is not JSON; those tests look at the text.
  }
  return { status: response.status, headers: response.headers, text, json }
}

export function siteBlock(): Json {
  sequence += 1
  return {
    participantId: "ACME",
    siteId: "0300",
    storeId: "store_01",
    channelId: "POS-001",
    posSequenceId: `0300-20260316-${String(sequence).padStart(8, "0")}`,
    messageSequence: 1,
  }
}

export function identifyBody(phone: string, site: Json = siteBlock()): Json {
  return {
    ...site,
    transactionId: `cart_${String(site.posSequenceId)}`,
    customerId: null,
    loyaltyId: { kind: "phone", value: phone, entryMethod: "manual" },
  }
}

export function errorCode(reply: Reply): unknown {
  return (reply.json.error as Json | undefined)?.code
}
