/** Prints a line. */
export type Log = (line: string) => void

/** An answer of a route. */
export interface Reply<T> {
  status: number
  body: T
}

/** One request. */
export interface Call {
  method: "GET" | "POST" | "DELETE"
  path: string
  body?: unknown
  headers?: Record<string, string>
  /** The status that must come; 200 unless said otherwise. */
  expectStatus?: number
  /** Not printed: one of many equal questions. */
  quiet?: boolean
}

const TIMEOUT_MS = 60_000
const PATH_WIDTH = 74

/** Sends requests as a browser would, and prints every one of them. */
export class Client {
  constructor(
    private readonly baseUrl: string,
    private readonly headers: Record<string, string>,
    private readonly log: Log,
  ) {}

  /**
   * Asks a route.
   *
   * @throws Error with the reply when the status is another one than expected
   */
  async call<T>(call: Call): Promise<Reply<T>> {
    const begin = performance.now()
    const reply = await fetch(`${this.baseUrl}${call.path}`, {
      method: call.method,
      headers: { "content-type": "application/json", ...this.headers, ...call.headers },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await reply.text()
    const ms = Math.round(performance.now() - begin)
    if (!call.quiet) {
      const what = `${call.method.padEnd(6)} ${call.path}`.padEnd(PATH_WIDTH)
      this.log(`    ${what} ${reply.status} ${String(ms).padStart(6)} ms`)
    }
    if (reply.status !== (call.expectStatus ?? 200)) {
      throw new Error(
        `${call.method} ${call.path} answered ${reply.status}, ` +
          `expected ${call.expectStatus ?? 200}:\n${text}`,
      )
    }
    return { status: reply.status, body: parse<T>(text) }
  }

  async get<T>(path: string, options: Partial<Call> = {}): Promise<T> {
    return (await this.call<T>({ ...options, method: "GET", path })).body
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return (await this.call<T>({ method: "POST", path, body })).body
  }
}

// A status such as 204 comes without a body.
const parse = <T>(text: string): T => (text === "" ? {} : JSON.parse(text)) as T
