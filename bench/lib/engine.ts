import { SIMULATOR_CLIENT } from "../../scripts/demo/parts/simulator"
import type { FinalizeRequest } from "../measure/second-finalizes"
import { JsonClient } from "./http"

interface Recorded {
  headers: Record<string, string>
  body: unknown
  status: number | null
}

interface Books {
  commitsByTransaction: Record<string, number>
}

/** What a member of the simulator's books is made of. */
export interface NewMember {
  memberId: string
  phones: string[]
  points: number
}

/** More than they spend. */
const CROWD_POINTS = 1_000_000

/** The engine as the plugin sees it, and what it recorded of the plugin's calls. */
export class Engine {
  private constructor(
    private readonly control: JsonClient,
    private readonly calls: JsonClient,
  ) {}

  static async connect(url: string): Promise<Engine> {
    const control = new JsonClient(url)
    const { data } = await control.post<{ access_token: string }>("/oauth/token", {
      grant_type: "client_credentials",
      ...SIMULATOR_CLIENT,
    })
    return new Engine(
      control,
      new JsonClient(url, { authorization: `Bearer ${data.access_token}` }),
    )
  }

  /** Forgets the calls so far. */
  async forget(): Promise<void> {
    await this.control.delete("/_sim/requests")
  }

  /** The bodies of the plugin's reward calls since then. */
  async askedFor(): Promise<unknown[]> {
    const url = "/_sim/requests?endpoint=calculateRewards"
    const { data } = await this.control.get<Recorded[]>(url)
    return data.map(({ body }) => body)
  }

  /** The plugin's own question without the plugin. */
  async ask(body: unknown): Promise<number> {
    return (await this.calls.post<unknown>("/calculateRewards", body)).wall_ms
  }

  /** The plugin's finalizes since then. */
  async finalizes(): Promise<FinalizeRequest[]> {
    const { data } = await this.control.get<Recorded[]>("/_sim/requests?endpoint=finalize")
    return data.map(({ headers, body, status }) => ({
      order_id: (body as { transactionId: string }).transactionId,
      idempotency_key: headers["idempotency-key"] ?? "",
      body: JSON.stringify(body),
      status,
    }))
  }

  /** How often each order was committed. */
  async commits(): Promise<Record<string, number>> {
    const { data } = await this.control.get<Books>("/_sim/books")
    return data.commitsByTransaction
  }

  async enrol(member: NewMember): Promise<void> {
    await this.control.post("/_sim/members", member)
  }

  /** So many members of their own, by their phones. */
  async enrolCrowd(name: string, count: number, first_phone: number): Promise<string[]> {
    const phones = Array.from({ length: count }, (_, member) => String(first_phone + member))
    for (const [member, phone] of phones.entries()) {
      await this.enrol({ memberId: `${name}-${member}`, phones: [phone], points: CROWD_POINTS })
    }
    return phones
  }

  /** From now on it takes calls and answers none. */
  async fall(): Promise<void> {
    await this.control.post("/_sim/faults", { kind: "hang", endpoint: "*" })
  }

  /** From now on it finalizes as before, and so much later. */
  async finalizeSlowly(ms: number): Promise<void> {
    await this.control.post("/_sim/faults", {
      kind: "latency",
      endpoint: "finalize",
      params: { ms },
    })
  }

  async rise(): Promise<void> {
    await this.control.delete("/_sim/faults")
  }

  async close(): Promise<void> {
    await Promise.all([this.control.close(), this.calls.close()])
  }
}
