import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net"

import { TcpProxy } from "../../chaos/lib/tcp-proxy"

describe("the wire that can be cut", () => {
  let server: Server
  let proxy: TcpProxy
  let heard: string

  beforeEach(async () => {
    heard = ""
    server = createServer((socket) => {
      socket.on("error", () => undefined)
      socket.on("data", (bytes) => {
        heard += bytes.toString()
        socket.write(`heard ${bytes.toString()}`)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    proxy = await TcpProxy.to({ host: "127.0.0.1", port: (server.address() as AddressInfo).port })
  })

  afterEach(async () => {
    await proxy.close()
    await new Promise((resolve) => server.close(resolve))
  })

  const call = async (): Promise<Socket> => {
    const socket = connect({ host: "127.0.0.1", port: proxy.port })
    await once(socket, "connect")
    return socket
  }
  const answer = async (socket: Socket): Promise<string> => {
    const [bytes] = (await once(socket, "data")) as [Buffer]
    return bytes.toString()
  }
  const lost = async (socket: Socket): Promise<string | undefined> => {
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException]
    return error.code
  }

  it("passes everything on while it is healthy", async () => {
    const socket = await call()
    socket.write("hello")

    expect(await answer(socket)).toBe("heard hello")
    socket.destroy()
  })

  it("says nothing and closes nothing while it is paused, and resets when it heals", async () => {
    const socket = await call()
    socket.write("hello")
    await answer(socket)
    proxy.pause()
    socket.write("more")
    const reset = lost(socket)
    // One round through the loop of events is more than a healthy answer takes.
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([heard, socket.destroyed]).toEqual(["hello", false])

    proxy.heal()
    expect(await reset).toBe("ECONNRESET")
  })

  it("cuts after the last of several texts, which still arrives", async () => {
    const socket = await call()
    const cut = proxy.cutAfter("INSERT", "COMMIT")
    socket.write("commit; insert into books; ")
    await answer(socket)
    const reset = lost(socket)
    socket.write("commit")
    await cut

    expect(await reset).toBe("ECONNRESET")
    await vi.waitFor(() => expect(heard).toBe("commit; insert into books; commit"))
  })

  it("tells when a text was answered", async () => {
    const socket = await call()
    const answered = proxy.answered("commit")
    socket.write("commit")
    await answered

    expect(heard).toBe("commit")
    socket.destroy()
  })

  it("refuses connections, and takes them again", async () => {
    proxy.refuse()
    const refused = connect({ host: "127.0.0.1", port: proxy.port })
    expect(await lost(refused)).toBe("ECONNRESET")

    proxy.heal()
    const socket = await call()
    socket.write("again")
    expect(await answer(socket)).toBe("heard again")
    socket.destroy()
  })

  it("lets answers through a byte at a time", async () => {
    proxy.slow(20)
    const socket = await call()
    socket.write("x")

    expect(await answer(socket)).toBe("h")
    socket.destroy()
  })
})
