import type { LookupAddress } from "node:dns"
import { describe, expect, it } from "vitest"
import { classifyAddress } from "../../../src/providers/pdi/client/addresses"
import {
  ADDRESS_REFUSED,
  checkUrl,
  checkUrlWithDns,
  guardedLookup,
  type UrlPolicy,
} from "../../../src/providers/pdi/client/url-guard"

const STRICT: UrlPolicy = {
  allowed_hosts: null,
  allow_private_addresses: false,
  allow_http: false,
  allow_http_on_loopback: false,
}

describe("an engine's address", () => {
  it.each([
    "http://pdi.example",
    "file:///etc/passwd",
    "gopher://pdi.example",
    "javascript:alert(1)",
    "//pdi.example",
    "pdi.example",
    "",
    "https://",
    "https://user@pdi.example",
    "https://user:secret@pdi.example",
    "https://pdi.example@127.0.0.1",
    "https://pdi.example/?next=x",
    "https://pdi.example/#x",
    "https://localhost",
    "https://LOCALHOST.",
    "https://a.localhost",
    "https://127.0.0.1",
    "https://127.1",
    "https://2130706433",
    "https://0x7f000001",
    "https://0177.0.0.1",
    "https://0",
    "https://[::1]",
    "https://[::]",
    "https://[::ffff:10.0.0.1]",
    "https://[::ffff:a00:1]",
    "https://[::ffff:169.254.169.254]",
    "https://[::127.0.0.1]",
    "https://[64:ff9b::a00:1]",
    "https://[2002:a00:1::]",
    "https://[fd00:ec2::254]",
    "https://[fe80::1]",
    "https://[fc00::1]",
    "https://10.0.0.1",
    "https://172.16.3.4",
    "https://192.168.1.1",
    "https://100.64.0.1",
    "https://100.100.100.200",
    "https://169.254.169.254",
    "https://168.63.129.16",
    "https://224.0.0.1",
    "https://255.255.255.255",
    "https://pdi.example:22",
    "https://pdi.example:25",
    "https://pdi.example:6379",
    "https://pdi.example:5432",
    "https://pdi.example:11211",
  ])("%s is refused", (text) => {
    expect(checkUrl(text, STRICT)).toMatchObject({ ok: false })
  })

  it.each([
    "https://pdi.example",
    "https://pdi.example:8443/v1",
    "https://93.184.216.34",
    "https://[2606:2800:220:1::1]/x",
  ])("%s is accepted", (text) => {
    expect(checkUrl(text, STRICT)).toMatchObject({ ok: true })
  })

  it("may be private where an operator says so, and never reserved", () => {
    const policy = { ...STRICT, allow_private_addresses: true }
    expect(checkUrl("https://10.0.0.1", policy).ok).toBe(true)
    expect(checkUrl("https://[::1]", policy).ok).toBe(true)
    for (const host of ["169.254.169.254", "[fe80::1]", "0.0.0.0", "[::ffff:169.254.169.254]"]) {
      expect(checkUrl(`https://${host}`, policy).ok).toBe(false)
    }
  })

  it("may be plain http on this machine only, or where it is allowed", () => {
    const local = { ...STRICT, allow_private_addresses: true, allow_http_on_loopback: true }
    expect(checkUrl("http://localhost:4000", local).ok).toBe(true)
    expect(checkUrl("http://127.0.0.1:4000", local).ok).toBe(true)
    expect(checkUrl("http://10.0.0.1:4000", local).ok).toBe(false)
    expect(checkUrl("http://10.0.0.1:4000", { ...local, allow_http: true }).ok).toBe(true)
  })

  it("must be on the allowlist where there is one", () => {
    const policy = { ...STRICT, allowed_hosts: ["pdi.example", "*.PDI.test"] }
    expect(checkUrl("https://PDI.example", policy).ok).toBe(true)
    expect(checkUrl("https://pdi.example.", policy).ok).toBe(true)
    expect(checkUrl("https://eu.pdi.test", policy).ok).toBe(true)
    for (const host of ["pdi.test", "evilpdi.test", "pdi.example.evil", "other.example"]) {
      expect(checkUrl(`https://${host}`, policy)).toMatchObject({
        ok: false,
        message: expect.stringContaining("allowed_hosts"),
      })
    }
  })

  it.each([
    ["not an address", "never"],
    ["8.8.8.8", "public"],
    ["::ffff:8.8.8.8", "public"],
    ["127.0.0.1", "private"],
    ["::1", "private"],
    ["::2", "never"],
  ])("%s is %s", (address, kind) => {
    expect(classifyAddress(address)).toBe(kind)
  })
})

describe("names", () => {
  const lookup = (addresses: LookupAddress[], policy = STRICT, all = true) =>
    new Promise<unknown[]>((resolve) => {
      guardedLookup(policy, { resolve: async () => addresses })(
        "pdi.example",
        { all },
        (...answer: unknown[]) => resolve(answer),
      )
    })

  it("are resolved for the socket, one address or all", async () => {
    const addresses = [{ address: "8.8.8.8", family: 4 }]
    expect(await lookup(addresses)).toEqual([null, addresses])
    expect(await lookup(addresses, STRICT, false)).toEqual([null, "8.8.8.8", 4])
  })

  it("are refused at connect when any of their addresses is", async () => {
    const mixed = [
      { address: "8.8.8.8", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ]
    const [error] = await lookup(mixed)
    expect(error).toMatchObject({ code: ADDRESS_REFUSED })
    const allowed = { ...STRICT, allow_private_addresses: true }
    expect(await lookup(mixed, allowed)).toEqual([null, mixed])
    const [metadata] = await lookup([{ address: "169.254.169.254", family: 4 }], allowed)
    expect(metadata).toMatchObject({ code: ADDRESS_REFUSED })
  })

  it("that resolve to nothing, or not at all, fail like any unknown name", async () => {
    expect((await lookup([]))[0]).toMatchObject({ code: "ENOTFOUND" })
    const failing = new Promise<unknown>((resolve) => {
      const error = Object.assign(new Error("no"), { code: "EAI_AGAIN" })
      guardedLookup(STRICT, { resolve: () => Promise.reject(error) })("x", {}, resolve)
    })
    expect(await failing).toMatchObject({ code: "EAI_AGAIN" })
  })

  it("are not asked for when the text alone is refused, or is an address", async () => {
    const never = { resolve: () => Promise.reject(new Error("asked")) }
    expect((await checkUrlWithDns("http://x.example", STRICT, never)).ok).toBe(false)
    expect((await checkUrlWithDns("https://8.8.8.8", STRICT, never)).ok).toBe(true)
  })
})
