import { describe, expect, it } from "vitest"
import { parseOptions } from "../../../src/providers/pdi/options"
import PdiLoyaltyProvider from "../../../src/providers/pdi/service"

const MANY_PARAMS = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`p${i}`, "x"]))
const DEVELOPMENT = { NODE_ENV: "development" }

describe("plugin options", () => {
  it("has the contract's limits by default", () => {
    expect(parseOptions({}, DEVELOPMENT)).toMatchObject({
      api_url: null,
      client_id: null,
      timeouts_ms: {
        identify: 5000,
        calculate: 8000,
        finalize: 10000,
        status: 3000,
        token: 5000,
        enroll: 8000,
        history: 5000,
        cancel: 5000,
        reverse: 10000,
      },
      breaker: {
        consecutive_failures: 5,
        sample_size: 20,
        sample_failure_ratio: 0.5,
        open_ms: 30000,
      },
      allowed_hosts: null,
      allow_private_addresses: false,
      allow_http: false,
      allow_http_on_loopback: true,
      amount_off_basis: "unit",
      ticket_percent_off: false,
    })
  })

  it("takes the environment where an option is missing, and the option where it is not", () => {
    const environment = {
      PDI_API_URL: "https://env.example",
      PDI_CLIENT_ID: "env-id",
      PDI_CLIENT_SECRET: "env-secret",
    }
    expect(parseOptions({ client_id: "own" }, environment)).toMatchObject({
      api_url: "https://env.example",
      client_id: "own",
      client_secret: "env-secret",
    })
  })

  it("adds nothing to a token request but what it is told to", () => {
    const token_params = { audience: "https://loyalty.example/", resource: "urn:loyalty" }
    expect(parseOptions({ token_params }, DEVELOPMENT).token_params).toEqual(token_params)
    expect(parseOptions({}, DEVELOPMENT).token_params).toEqual({})
  })

  it("keeps the defaults of the limits that are not given", () => {
    const { timeouts_ms, connect_timeout_ms } = parseOptions(
      { timeouts_ms: { identify: 1500, connect: 700 } },
      DEVELOPMENT,
    )
    expect(timeouts_ms).toMatchObject({ identify: 1500, finalize: 10000 })
    expect(timeouts_ms).not.toHaveProperty("connect")
    expect(connect_timeout_ms).toBe(700)
  })

  it.each([
    [{ timeouts_ms: { identify: Number.POSITIVE_INFINITY } }, /timeouts_ms.identify must be/],
    [{ timeouts_ms: { finalize: Number.NaN } }, /timeouts_ms.finalize must be a whole number/],
    [{ timeouts_ms: { status: -1 } }, /timeouts_ms.status .*from 10 to 120000/],
    [{ timeouts_ms: { token: 0 } }, /timeouts_ms.token/],
    [{ timeouts_ms: { token: "5s" } }, /timeouts_ms.token/],
    [{ timeouts_ms: { calculate: 2.5 } }, /timeouts_ms.calculate/],
    [{ timeouts_ms: { identfy: 10 } }, /timeouts_ms.identfy: unknown option/],
    [{ breaker: { open_ms: Number.POSITIVE_INFINITY } }, /breaker.open_ms/],
    [{ breaker: { sample_failure_ratio: 2 } }, /breaker.sample_failure_ratio .*0.1 to 1/],
    [{ breaker: { consecutive_failures: 0 } }, /breaker.consecutive_failures/],
    [{ api_url: "" }, /api_url must not be empty/],
    [{ api_url: 7 }, /api_url must be a text/],
    [{ api_url: "loyalty.example.com" }, /api_url must be an address such as/],
    [{ token_url: "ftp://tokens.example.com" }, /token_url must be an address such as/],
    [{ client_secret: "  " }, /client_secret must not be empty/],
    [{ token_params: "audience=x" }, /token_params must be up to 20 texts by name/],
    [{ token_params: ["x"] }, /token_params must be up to 20 texts by name/],
    [{ token_params: { audience: 7 } }, /token_params.audience must be a text/],
    [{ token_params: { audience: "" } }, /token_params.audience must not be empty/],
    [{ token_params: { audience: "a\nb" } }, /token_params.audience must be printable ASCII text/],
    [{ token_params: { "a b": "x" } }, /token_params must have names of 1 to 100 printable/],
    [{ token_params: { "": "x" } }, /token_params must have names of 1 to 100 printable/],
    [{ token_params: MANY_PARAMS }, /token_params must be up to 20 texts by name/],
    [{ token_params: { grant_type: "x" } }, /token_params.grant_type is set by the plugin itself/],
    [{ token_params: { Scope: "x" } }, /token_params.Scope is set by the plugin itself/],
    [{ token_params: { client_id: "x" } }, /token_params.client_id is set by the plugin itself/],
    [{ token_params: { client_secret: "x" } }, /token_params.client_secret is set by the plugin/],
    [{ token_params: { client_assertion: "x" } }, /token_params.client_assertion is set by/],
    [{ allowed_hosts: [] }, /allowed_hosts must name at least one host/],
    [{ allowed_hosts: ["https://x.example"] }, /allowed_hosts.0 must be a host name/],
    [{ allow_private_addresses: "yes" }, /allow_private_addresses must be true or false/],
    [{ max_connections: 0 }, /max_connections/],
    [{ amount_off_basis: "each" }, /must be "unit" or "line"/],
    [{ ticket_percent_off: "yes" }, /ticket_percent_off must be true or false/],
    [{ apiUrl: "https://x.example" }, /apiUrl: unknown option/],
  ])("refuses %o at boot", (options, message) => {
    expect(() => parseOptions(options, DEVELOPMENT)).toThrow(message)
    expect(() => parseOptions(options, DEVELOPMENT)).toThrow(/provider "pdi"/)
  })

  it("refuses an environment variable that is set but empty", () => {
    expect(() => parseOptions({}, { PDI_CLIENT_SECRET: "" })).toThrow(/PDI_CLIENT_SECRET is empty/)
  })

  it("refuses plain http in production", () => {
    const production = { NODE_ENV: "production" }
    expect(() => parseOptions({ allow_http: true }, production)).toThrow(/use https/)
    expect(parseOptions({}, production).allow_http_on_loopback).toBe(false)
    expect(parseOptions({ allow_http: true }, DEVELOPMENT).allow_http).toBe(true)
  })

  it("is checked by the hook that Medusa calls at boot", () => {
    expect(() => PdiLoyaltyProvider.validateOptions({ max_connections: -1 })).toThrow(
      /max_connections/,
    )
    expect(() => PdiLoyaltyProvider.validateOptions({})).not.toThrow()
  })
})
