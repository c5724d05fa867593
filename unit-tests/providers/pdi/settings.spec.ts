import { describe, expect, it } from "vitest"
import { frozenConnection, resolveConnection } from "../../../src/providers/pdi/connection"
import { parseOptions } from "../../../src/providers/pdi/options"
import PdiLoyaltyProvider from "../../../src/providers/pdi/service"
import type { EngineConnection } from "../../../src/types/provider"

const CREDENTIALS = { client_id: "id", client_secret: "secret" }
const PUBLIC = async () => [{ address: "93.184.216.34", family: 4 }]

function provider(options: Record<string, unknown> = {}, resolve = PUBLIC) {
  return new PdiLoyaltyProvider({}, options, { resolve })
}

function input(settings: Record<string, unknown>, given = {}) {
  return {
    settings,
    credentials: CREDENTIALS as Record<string, string> | null,
    participant_id: "ACME" as string | null,
    site_id: "0300" as string | null,
    ...given,
  }
}

describe("store settings", () => {
  it("are kept as given", async () => {
    const settings = {
      api_url: "https://pdi.example/v1",
      token_url: "https://auth.example/token",
      token_header: "access_token",
      token_auth_style: "body",
      phone_format: "e164",
      channel_id: "POS-009",
      time_zone: "America/New_York",
      supports_reverse: true,
      supports_cancel: true,
      supports_enroll: false,
      supports_history: true,
    }
    expect(await provider().checkSettings(input(settings))).toEqual({ ok: true, settings })
  })

  it.each([
    [{ api_url: "ftp://pdi.example" }, "api_url", /https/],
    [{ api_url: "" }, "api_url", /empty/],
    [{}, "api_url", /required/],
    [{ api_url: "https://pdi.example", token_url: "nonsense" }, "token_url", /complete address/],
    [{ api_url: "https://pdi.example", token_header: "x" }, "token_header", /access_token/],
    [{ api_url: "https://pdi.example", token_auth_style: 1 }, "token_auth_style", /basic/],
    [{ api_url: "https://pdi.example", phone_format: "us" }, "phone_format", /nanp/],
    [{ api_url: "https://pdi.example", channel_id: "é" }, "channel_id", /ASCII/],
    [{ api_url: "https://pdi.example", time_zone: "Mars/Crater" }, "time_zone", /IANA/],
    [{ api_url: "https://pdi.example", supports_enroll: "yes" }, "supports_enroll", /true or/],
    [{ api_url: "https://pdi.example", suports_reverse: true }, "suports_reverse", /not a setting/],
  ])("refuses %o, naming %s", async (settings, path, message) => {
    const check = await provider().checkSettings(input(settings))
    expect(check.ok).toBe(false)
    const issue = check.ok ? undefined : check.issues.find((entry) => entry.path === path)
    expect(issue?.message).toMatch(message)
  })

  it.each([
    [{ participant_id: null }, "participant_id"],
    [{ participant_id: " " }, "participant_id"],
    [{ site_id: "x".repeat(101) }, "site_id"],
    [{ site_id: "3\r\n00" }, "site_id"],
    [{ credentials: { client_id: "id" } }, "credentials.client_secret"],
    [{ credentials: { client_secret: "s" } }, "credentials.client_id"],
    [{ credentials: { ...CREDENTIALS, api_key: "k" } }, "credentials.api_key"],
    [{ credentials: null }, "credentials.client_id"],
  ])("refuses %o, naming %s", async (given, path) => {
    const check = await provider().checkSettings(input({ api_url: "https://pdi.example" }, given))
    expect(check.ok ? [] : check.issues.map((issue) => issue.path)).toContain(path)
  })

  it("refuses a name that leads into a private network, at saving", async () => {
    const resolve = async () => [
      { address: "93.184.216.34", family: 4 },
      { address: "10.0.0.7", family: 4 },
    ]
    const check = await provider({}, resolve).checkSettings(
      input({ api_url: "https://pdi.example" }),
    )
    expect(check).toEqual({
      ok: false,
      issues: ["api_url", "token_url"].map((path) => ({
        path,
        message: "this name leads to a private or reserved address",
      })),
    })
  })

  it("accepts a name while DNS is down: connecting checks it again", async () => {
    const resolve = async () => Promise.reject(new Error("EAI_AGAIN"))
    const check = await provider({}, resolve).checkSettings(
      input({ api_url: "https://pdi.example" }),
    )
    expect(check.ok).toBe(true)
  })

  it("needs the credentials again when the place they are sent to changes", () => {
    expect(provider().secretBoundSettings()).toEqual(["api_url", "token_url"])
  })
})

describe("plugin-level address and credentials", () => {
  const shared = { api_url: "https://pdi.example/v1/", ...CREDENTIALS }
  const resolve = (
    options: Record<string, unknown>,
    settings: Record<string, unknown>,
    credentials: Record<string, string> | null = null,
  ) => resolveConnection(input(settings, { credentials }), parseOptions(options, {}))

  it("serve a store that has none of its own", () => {
    const resolved = resolve(shared, {})
    expect(resolved.ok && resolved.connection.target).toMatchObject({
      token_header: "authorization",
      identity: { ...CREDENTIALS, auth_style: "basic" },
    })
    expect(resolved.ok && resolved.connection.target.identity.token_url.href).toBe(
      "https://pdi.example/v1/oauth/token",
    )
  })

  it("are never sent to an address that only a store chose", () => {
    for (const settings of [
      { api_url: "https://elsewhere.example" },
      { token_url: "https://elsewhere.example/token" },
    ]) {
      const resolved = resolve(shared, settings)
      expect(resolved.ok ? [] : resolved.issues.map(({ path }) => path)).toEqual([
        "credentials.client_id",
      ])
    }
  })

  it("are sent to a store's address that the operator allows", () => {
    const options = { ...CREDENTIALS, allowed_hosts: ["*.pdi.example"] }
    expect(resolve(options, { api_url: "https://eu.pdi.example" }).ok).toBe(true)
    expect(resolve(options, { api_url: "https://pdi.evil" }).ok).toBe(false)
  })

  it("give way to the store's own", () => {
    const own = { client_id: "store", client_secret: "own" }
    const resolved = resolve(shared, { api_url: "https://own.example" }, own)
    expect(resolved.ok && resolved.connection.target.identity).toMatchObject(own)
  })

  it("use the plugin's token address only beside the plugin's own api address", () => {
    const options = { ...shared, token_url: "https://auth.example/t" }
    const plain = resolve(options, {})
    expect(plain.ok && plain.connection.target.identity.token_url.href).toBe(
      "https://auth.example/t",
    )
    const own = resolve(options, { api_url: "https://own.example" }, CREDENTIALS)
    expect(own.ok && own.connection.target.identity.token_url.href).toBe(
      "https://own.example/oauth/token",
    )
  })
})

describe("freezing", () => {
  const connection: EngineConnection = {
    store_id: "store_01",
    participant_id: "ACME",
    site_id: "0300",
    settings: { channel_id: "POS-002" },
    credentials: null,
    config_version: 4,
  }

  it("needs neither an address nor credentials", () => {
    expect(frozenConnection(connection).site).toEqual({
      participant_id: "ACME",
      site_id: "0300",
      store_id: "store_01",
      channel_id: "POS-002",
    })
  })

  it("does without settings that no longer read", () => {
    const broken = { ...connection, settings: { nonsense: 1 } }
    expect(frozenConnection(broken).site.channel_id).toBe("POS-001")
  })

  it("refuses a store without participant or site", () => {
    expect(() => frozenConnection({ ...connection, site_id: null })).toThrow(/participant and site/)
  })
})

describe("capabilities", () => {
  it("follow the store's flags, each off by default", () => {
    const of = (settings: Record<string, unknown>) =>
      [...provider().capabilities({ ...base, settings })].sort()
    const base: EngineConnection = {
      store_id: "s",
      participant_id: null,
      site_id: null,
      settings: {},
      credentials: null,
      config_version: 1,
    }
    expect(of({})).toEqual([])
    expect(of({ supports_reverse: true, supports_cancel: "true" })).toEqual(["reverse"])
    expect(
      of({
        supports_reverse: true,
        supports_cancel: true,
        supports_enroll: true,
        supports_history: true,
      }),
    ).toEqual(["cancel", "enrol", "history", "reverse"])
  })
})
