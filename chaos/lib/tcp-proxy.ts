import { once } from "node:events"
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net"

/** Waits until a client has sent these texts over one connection, one after the other. */
interface Trap {
  /** In lower case: drivers spell SQL as they like. */
  texts: readonly string[]
  /** How many of them a connection has sent. */
  met: WeakMap<Pair, number>
  spring: (pair: Pair) => void
}

interface Pair {
  client: Socket
  upstream: Socket
}

/**
 * A wire that can be cut, clogged and slowed between Medusa and its engine or its database: what a
 * network does that neither end of it can do itself.
 */
export class TcpProxy {
  private readonly server: Server
  private readonly pairs = new Set<Pair>()
  private paused = false
  private refusing = false
  private bytesPerSecond = Infinity
  private traps: Trap[] = []

  private constructor(private readonly target: { host: string; port: number }) {
    this.server = createServer((client) => this.join(client))
  }

  static async to(target: { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    await new Promise<void>((resolve, reject) => {
      proxy.server.once("error", reject)
      proxy.server.listen(0, "127.0.0.1", resolve)
    })
    return proxy
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Says nothing any more, in either direction, and closes nothing: half-open connections. */
  pause(): void {
    this.paused = true
    for (const { client, upstream } of this.pairs) {
      client.pause()
      upstream.pause()
    }
  }

  /** RST on every connection. */
  reset(): void {
    for (const pair of this.pairs) {
      this.break(pair)
    }
  }

  /** New connections are reset at once, as by a machine without a server. */
  refuse(): void {
    this.refusing = true
    this.reset()
  }

  /** Answers reach the client at so many bytes a second. */
  slow(bytesPerSecond: number): void {
    this.bytesPerSecond = bytesPerSecond
  }

  /**
   * Passes on what a client sends up to the last of the texts, and loses the answer to it. Resolves
   * when it has done so.
   */
  cutAfter(...texts: string[]): Promise<void> {
    // What was written reaches the server; the answer finds nobody.
    return this.trap(texts, ({ client }) => client.resetAndDestroy())
  }

  /** Resolves when a client has sent the texts and the server has answered the last one. */
  async answered(...texts: string[]): Promise<void> {
    let answer: Promise<unknown> = Promise.resolve()
    await this.trap(texts, ({ upstream }) => {
      answer = once(upstream, "data")
    })
    await answer
  }

  /** A healthy wire again. Connections that were paused are reset: their ends gave up on them. */
  heal(): void {
    const wasPaused = this.paused
    this.paused = false
    this.refusing = false
    this.bytesPerSecond = Infinity
    this.traps = []
    if (wasPaused) {
      this.reset()
    }
  }

  async close(): Promise<void> {
    this.reset()
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }

  private join(client: Socket): void {
    if (this.refusing) {
      client.resetAndDestroy()
      return
    }
    const upstream = connect({ ...this.target, allowHalfOpen: false })
    const pair: Pair = { client, upstream }
    this.pairs.add(pair)
    for (const socket of [client, upstream]) {
      socket.on("error", () => this.break(pair))
      socket.on("close", () => this.part(pair))
    }
    client.on("data", (bytes) => this.fromClient(pair, bytes))
    upstream.on("data", (bytes) => this.fromUpstream(pair, bytes))
    if (this.paused) {
      client.pause()
      upstream.pause()
    }
  }

  private fromClient(pair: Pair, bytes: Buffer): void {
    if (!pair.upstream.write(bytes)) {
      pair.client.pause()
      pair.upstream.once("drain", () => this.paused || pair.client.resume())
    }
    const sent = bytes.toString("latin1").toLowerCase()
    for (const trap of this.traps.filter((candidate) => meets(candidate, pair, sent))) {
      this.traps = this.traps.filter((other) => other !== trap)
      trap.spring(pair)
    }
  }

  private trap(texts: readonly string[], act: (pair: Pair) => void): Promise<void> {
    return new Promise((resolve) => {
      this.traps.push({
        texts: texts.map((text) => text.toLowerCase()),
        met: new WeakMap(),
        spring: (pair) => {
          act(pair)
          resolve()
        },
      })
    })
  }

  private fromUpstream({ client, upstream }: Pair, bytes: Buffer): void {
    if (this.bytesPerSecond === Infinity) {
      client.write(bytes)
      return
    }
    upstream.pause()
    client.write(bytes.subarray(0, 1))
    setTimeout(() => {
      if (bytes.length > 1) {
        upstream.unshift(bytes.subarray(1))
      }
      if (!this.paused) {
        upstream.resume()
      }
    }, 1_000 / this.bytesPerSecond)
  }

  private part(pair: Pair): void {
    if (!this.paused && this.pairs.delete(pair)) {
      // A cut client must not take the bytes along that it has sent: end, not destroy.
      pair.upstream.end()
      pair.client.end()
    }
  }

  private break(pair: Pair): void {
    this.pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.upstream.resetAndDestroy()
  }
}

function meets({ texts, met }: Trap, pair: Pair, sent: string): boolean {
  let next = met.get(pair) ?? 0
  for (let from = 0; next < texts.length; next++) {
    from = sent.indexOf(texts[next] ?? "", from)
    if (from === -1) {
      break
    }
  }
  met.set(pair, next)
  return next === texts.length
}
