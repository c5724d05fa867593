import { createServer, type Server } from "node:net"

import { isFree, portTakenMessage, requirePorts } from "../../scripts/demo/lib/ports"
import { readSettings } from "../../scripts/demo/lib/settings"

const listen = (host: string | undefined): Promise<{ server: Server; port: number }> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen({ port: 0, host }, () => {
      const address = server.address()
      resolve({ server, port: typeof address === "object" && address ? address.port : 0 })
    })
  })

describe("a port", () => {
  it.each([["this machine only", "127.0.0.1"] as const, ["everybody", undefined] as const])(
    "is taken when somebody listens for %s, and free afterwards",
    async (_who, host) => {
      const { server, port } = await listen(host)
      expect(await isFree(port)).toBe(false)
      await new Promise((resolve) => server.close(resolve))
      expect(await isFree(port)).toBe(true)
    },
  )

  it("that is taken stops the start and names the way out", async () => {
    const { server, port } = await listen("127.0.0.1")
    const want = { user: "Medusa", port, variable: "PORT" }
    await expect(requirePorts([want], 0)).rejects.toThrow(portTakenMessage(want))
    await new Promise((resolve) => server.close(resolve))
  })

  it("is waited for after a demo that was killed", async () => {
    const { server, port } = await listen("127.0.0.1")
    setTimeout(() => server.close(), 300)
    await requirePorts([{ user: "Medusa", port, variable: "PORT" }], 10_000)
  })

  it("is named with a command that works", () => {
    expect(portTakenMessage({ user: "Medusa", port: 9000, variable: "PORT" })).toBe(
      "Port 9000 is taken, and the demo needs it for Medusa.\n" +
        "Stop the program that listens there, or choose another port:\n" +
        "  PORT=9001 npm run demo",
    )
  })
})

describe("the settings", () => {
  it("have defaults that reach this machine only", () => {
    expect(readSettings({})).toEqual({
      host: "127.0.0.1",
      port: 9000,
      simulatorPort: 9400,
      storefrontPort: 8000,
      databaseUrl: undefined,
      redisUrl: undefined,
    })
  })

  it.each(["0", "65536", "-1", "9000.5", "nine"])("refuse %j as a port", (text) => {
    expect(() => readSettings({ PORT: text })).toThrow(/PORT must be a whole number/)
  })

  it("refuse one port for two", () => {
    expect(() => readSettings({ PORT: "9400" })).toThrow(/both 9400/)
  })
})
