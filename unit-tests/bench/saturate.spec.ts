import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { text } from "node:stream/consumers"

import type { SaturationJob } from "../../bench/load/job"
import { saturate } from "../../bench/load/saturate"

const CONNECTIONS = 3
const KEY = "pk_1"

let server: Server

const opened = async (listener: RequestListener): Promise<SaturationJob> => {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    kind: "saturate",
    origin: `http://127.0.0.1:${port}`,
    headers: { "x-publishable-api-key": KEY },
    requests: [
      { method: "GET", path: "/session?cart_id=1" },
      { method: "POST", path: "/rewards", body: { cart_id: "ä" } },
    ],
    connections: CONNECTIONS,
    duration_ms: 500,
  }
}

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

describe("saturate", () => {
  it("sends the requests in turns on each connection, with headers and bodies", async () => {
    const seen = new Map<Socket, string[]>()
    const job = await opened((request, response) => {
      void text(request).then((body) => {
        const { "content-type": type, "x-publishable-api-key": key } = request.headers
        const line = [request.method, request.url, key, type, body].filter(Boolean).join(" ")
        seen.set(request.socket, [...(seen.get(request.socket) ?? []), line])
        setTimeout(() => response.end("{}"), 1)
      })
    })

    const { per_minute, errors } = await saturate(job)

    expect(errors).toBe(0)
    expect(seen.size).toBe(CONNECTIONS)
    const turns = [
      `GET /session?cart_id=1 ${KEY}`,
      `POST /rewards ${KEY} application/json {"cart_id":"ä"}`,
    ]
    for (const lines of seen.values()) {
      expect(lines.length).toBeGreaterThan(2)
      expect(lines).toEqual(lines.map((_, place) => turns[place % turns.length]))
    }
    const answered = [...seen.values()].flat().length
    // Half a second and what it takes to notice its end; each connection had one under way.
    expect(per_minute).toBeGreaterThan((answered - CONNECTIONS) * 60)
    expect(per_minute).toBeLessThanOrEqual(answered * 120)
  })

  it("counts what was refused as errors, and not as answered", async () => {
    const job = await opened((request, response) => {
      request.resume()
      response.writeHead(request.method === "POST" ? 429 : 200).end("{}")
    })

    const { per_minute, errors } = await saturate(job)

    expect(errors).toBeGreaterThan(0)
    expect(per_minute).toBeGreaterThan(0)
    const refused_per_minute = errors * 120
    expect(per_minute).toBeLessThan(refused_per_minute * 1.5)
  })

  it.each([
    ["ends", (socket: Socket) => socket.end()],
    ["resets", (socket: Socket) => socket.resetAndDestroy()],
  ])("counts requests whose connection the server %s", async (_, close) => {
    let taken = 0
    const job = await opened((request, response) => {
      request.resume()
      if (++taken % 5 === 0) {
        close(request.socket)
      } else {
        response.end("{}")
      }
    })

    expect((await saturate(job)).errors).toBeGreaterThan(0)
  })

  it("ends when the server is gone", async () => {
    const job = await opened(() => {})
    await new Promise((resolve) => server.close(resolve))

    const { per_minute, errors } = await saturate({ ...job, duration_ms: 60_000 })

    expect(per_minute).toBe(0)
    expect(errors).toBeGreaterThanOrEqual(CONNECTIONS)
  })
})
