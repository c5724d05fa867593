import http from "node:http"
import net from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { systemDeps } from "../../../src/providers/pdi/client/deps"
import { MAX_REPLY_BYTES, Transport } from "../../../src/providers/pdi/client/transport"

const OPTIONS = {
  allowed_hosts: null,
  allow_private_addresses: true,
  allow_http: true,
  allow_http_on_loopback: true,
  max_connections: 4,
  connect_timeout_ms: 500,
}
const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

function transport(options = {}, deps = systemDeps) {
  const made = new Transport({ ...OPTIONS, ...options }, deps)
  closers.push(() => made.close())
  return made
}

async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
    socket.on("error", () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closers.push(async () => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  return (server.address() as net.AddressInfo).port
}

const served = (handler: http.RequestListener) => listening(http.createServer(handler))
const wired = (onData: (socket: net.Socket) => void) =>
  listening(net.createServer((socket) => socket.once("data", () => onData(socket))))

function get(port: number, signal: AbortSignal = AbortSignal.timeout(2_000)) {
  const url = new URL(`http://127.0.0.1:${port}/x?y=1`)
  return { method: "GET" as const, url, headers: {}, signal }
}

describe("transport", () => {
  it("reads a reply and asks for it uncompressed", async () => {
    const seen: http.IncomingMessage[] = []
    const port = await served((request, response) => {
      seen.push(request)
      response.writeHead(503, { "retry-after": "7" }).end("späte")
    })
    expect(await transport().send(get(port))).toEqual({
      ok: true,
      status: 503,
      text: "späte",
      retry_after: "7",
    })
    expect(seen[0]?.url).toBe("/x?y=1")
    expect(seen[0]?.headers["accept-encoding"]).toBe("identity")
  })

  it("keeps its connection for the next call", async () => {
    const ports = new Set<number | undefined>()
    const port = await served((request, response) => {
      ports.add(request.socket.remotePort)
      response.end("{}")
    })
    const kept = transport()
    for (let i = 0; i < 5; i++) {
      await kept.send(get(port))
    }
    // A reply is handed over a moment before its connection is free again, hence two.
    expect(ports.size).toBeLessThanOrEqual(2)
  })

  it("does not follow redirects", async () => {
    const port = await served((_request, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/" }).end()
    })
    expect(await transport().send(get(port))).toMatchObject({ ok: true, status: 302 })
  })

  it.each([
    ["announced", { "content-length": String(MAX_REPLY_BYTES * 50) }],
    ["streamed", {}],
  ])("stops an oversized reply, %s", async (_how, headers) => {
    let written = 0
    const port = await served((_request, response) => {
      response.writeHead(200, headers)
      const write = () => {
        if (!response.destroyed && written < MAX_REPLY_BYTES * 50) {
          written += 65_536
          response.write(Buffer.alloc(65_536), write)
        }
      }
      write()
    })
    const reply = await transport().send(get(port))
    expect(reply).toEqual({ ok: false, kind: "too_large", sent: true })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(written).toBeLessThan(MAX_REPLY_BYTES * 20)
  })

  it("refuses a compressed reply", async () => {
    const port = await served((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("x")
    })
    expect(await transport().send(get(port))).toMatchObject({ ok: false, kind: "encoded" })
  })

  it("says that a refused connection sent nothing", async () => {
    const server = net.createServer()
    const port = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    expect(await transport().send(get(port))).toEqual({
      ok: false,
      kind: "connect_failed",
      sent: false,
    })
  })

  it("says that a broken connection may have sent everything", async () => {
    const resetting = await wired((socket) => socket.resetAndDestroy())
    const truncating = await wired((socket) => {
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
    })
    const garbling = await wired((socket) => socket.end("not http at all\r\n\r\n"))
    for (const port of [resetting, truncating, garbling]) {
      expect(await transport().send(get(port))).toEqual({
        ok: false,
        kind: "connection_lost",
        sent: true,
      })
    }
  })

  it("keeps a connection through a shopper's pause, unless the server says how long it may", async () => {
    const portsOf = async (keepAliveTimeout: number) => {
      const ports = new Set<number | undefined>()
      const server = http.createServer((request, response) => {
        ports.add(request.socket.remotePort)
        response.end()
      })
      // With none, Node's server neither closes an idle connection nor says when it would.
      const port = await listening(Object.assign(server, { keepAliveTimeout }))
      const client = transport()
      await client.send(get(port))
      await new Promise((resolve) => setTimeout(resolve, 5_500))
      await client.send(get(port))
      return ports.size
    }
    expect(await Promise.all([portsOf(0), portsOf(3_000)])).toEqual([1, 2])
  })

  it("ends with its signal and destroys the socket", async () => {
    let closed: () => void = () => {}
    const gone = new Promise<void>((resolve) => (closed = resolve))
    const port = await wired((socket) => socket.on("close", () => closed()))
    const started = performance.now()
    const reply = await transport().send(get(port, AbortSignal.timeout(60)))
    expect(reply).toEqual({ ok: false, kind: "out_of_time", sent: true })
    expect(performance.now() - started).toBeLessThan(500)
    await gone
  })

  it("never sends what is already over, nor what was over before its turn came", async () => {
    let requests = 0
    const port = await served((_request, response) => {
      requests++
      setTimeout(() => response.end("{}"), 120)
    })
    const narrow = transport({ max_connections: 1 })
    expect(await narrow.send(get(port, AbortSignal.abort()))).toEqual({
      ok: false,
      kind: "out_of_time",
      sent: false,
    })
    const first = narrow.send(get(port))
    const waiting = await narrow.send(get(port, AbortSignal.timeout(30)))
    expect(waiting).toEqual({ ok: false, kind: "out_of_time", sent: false })
    expect((await first).ok).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(requests).toBe(1)
    expect((await narrow.send(get(port))).ok).toBe(true)
  })

  it("judges a literal address on every call, and a name at connect", async () => {
    let requests = 0
    const port = await served((_request, response) => {
      requests++
      response.end("{}")
    })
    const strict = transport({ allow_private_addresses: false })
    expect(await strict.send(get(port))).toEqual({
      ok: false,
      kind: "address_refused",
      sent: false,
    })
    const rebinding = transport(
      { allow_private_addresses: false },
      { ...systemDeps, resolve: async () => [{ address: "127.0.0.1", family: 4 }] },
    )
    const url = new URL(`http://pdi.example:${port}/`)
    expect(await rebinding.send({ ...get(port), url })).toEqual({
      ok: false,
      kind: "address_refused",
      sent: false,
    })
    expect(requests).toBe(0)
  })

  it("reaches a name through its own lookup", async () => {
    const port = await served((_request, response) => response.end("{}"))
    const named = transport(
      {},
      { ...systemDeps, resolve: async () => [{ address: "127.0.0.1", family: 4 }] },
    )
    const url = new URL(`http://pdi.example:${port}/`)
    expect(await named.send({ ...get(port), url })).toMatchObject({ ok: true })
  })

  it("keeps a bounded number of pools", async () => {
    const many = transport({}, { ...systemDeps, resolve: () => Promise.reject(new Error("no")) })
    const calls = Array.from({ length: 80 }, (_, index) =>
      many.send({ ...get(1), url: new URL(`http://host-${index}.example:8080/`) }),
    )
    const replies = await Promise.all(calls)
    expect(replies.every((reply) => !reply.ok && !reply.sent)).toBe(true)
    expect(many.poolCount).toBe(64)
  })

  it("answers calls after it was closed with a new pool", async () => {
    const port = await served((_request, response) => response.end("{}"))
    const reopened = transport()
    await reopened.send(get(port))
    await reopened.close()
    expect((await reopened.send(get(port))).ok).toBe(true)
  })
})
