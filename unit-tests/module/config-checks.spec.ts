import {
  blockingIssues,
  changedSecretBound,
  checkGuard,
  checkModuleSettings,
  hintOf,
  mergeConfig,
  outdatesSessions,
  type NextConfig,
} from "../../src/modules/loyalty/persistence/config-checks"
import type { StoreConfigRow } from "../../src/modules/loyalty/persistence/config-types"

const STORED: StoreConfigRow = {
  id: "lcfg_1",
  store_id: "store_1",
  provider_id: "pdi",
  enabled: true,
  participant_id: "ACME",
  site_id: "0300",
  finalize_on: "delivery",
  settings: { api_url: "https://a.example", age_gate: true },
  config_version: 3,
  created_at: new Date(0),
  updated_at: new Date(0),
}

const NEXT: NextConfig = {
  provider_id: "pdi",
  enabled: true,
  participant_id: "ACME",
  site_id: "0300",
  finalize_on: "delivery",
  settings: {},
}

describe("mergeConfig", () => {
  it("keeps what is left out", () => {
    expect(mergeConfig(STORED, { store_id: "store_1" }, ["pdi"])).toEqual({
      ...NEXT,
      settings: STORED.settings,
    })
  })

  it("lays settings over the stored ones key by key; null takes one away", () => {
    const { settings } = mergeConfig(
      STORED,
      { store_id: "store_1", settings: { age_gate: null, channel_id: "POS-2" } },
      ["pdi"],
    )

    expect(settings).toEqual({ api_url: "https://a.example", channel_id: "POS-2" })
  })

  it("drops the settings of another engine, and keeps those of every engine's stores", () => {
    const { provider_id, settings } = mergeConfig(
      STORED,
      { store_id: "store_1", provider_id: "other", settings: { a: 1 } },
      ["other", "pdi"],
    )

    expect({ provider_id, settings }).toEqual({
      provider_id: "other",
      settings: { a: 1, age_gate: true },
    })
  })

  it("takes the only engine for a new store, off and finalized on fulfilment", () => {
    expect(mergeConfig(null, { store_id: "store_2", site_id: " 0301 " }, ["pdi"])).toEqual({
      provider_id: "pdi",
      enabled: false,
      participant_id: null,
      site_id: "0301",
      finalize_on: "fulfillment",
      settings: {},
    })
  })

  it.each([
    [[], "provider_id is required; choices: none is registered in medusa-config"],
    [["a", "b"], "provider_id is required; choices: a, b"],
  ])("asks which engine when %j are registered", (ids, told) => {
    expect(() => mergeConfig(null, { store_id: "store_2" }, ids)).toThrow(told)
  })

  it("takes an empty participant for none", () => {
    const { participant_id } = mergeConfig(STORED, { store_id: "store_1", participant_id: " " }, [])

    expect(participant_id).toBeNull()
  })
})

describe("checkModuleSettings", () => {
  it("accepts what every engine's store may have, and leaves the engine's own alone", () => {
    const notification = { channel: "email", template: "points" }

    expect(() => {
      checkModuleSettings({ auto_enroll: true, notification, api_url: 5 })
    }).not.toThrow()
    expect(() => {
      checkModuleSettings({ notification: [notification, { channel: "push", template: "p" }] })
    }).not.toThrow()
  })

  it.each([
    [{ notification: [{ channel: "push" }] }, "notification.0.template must be a text"],
    [
      { notification: Array(2).fill({ channel: "push", template: "p" }) },
      "notification must name each channel once",
    ],
    [
      { notification: Array(6).fill({ channel: "push", template: "p" }) },
      "notification has more than 5 messages",
    ],
    [{ auto_enroll: "yes" }, "auto_enroll must be true or false"],
    [{ age_gate: "yes" }, "age_gate must be true or false"],
    [{ notification: "email" }, "notification must have a channel and a template"],
    [{ notification: { channel: "email" } }, "notification.template must be a text"],
    [{ notification: { channel: "", template: "t" } }, "notification.channel must not be empty"],
    [{ a: "x".repeat(20_000) }, "settings are larger than 16384 bytes"],
  ])("refuses %j", (settings, told) => {
    expect(() => {
      checkModuleSettings(settings)
    }).toThrow(told)
  })
})

describe("blockingIssues", () => {
  const issues = [
    { path: "participant_id", message: "is required" },
    { path: "credentials.client_id", message: "is required" },
    { path: "api_url", message: "is required" },
    { path: "token_url", message: "must be https" },
  ]

  it("are all of them for a store that is on", () => {
    expect(blockingIssues(issues, NEXT, null)).toEqual(issues)
  })

  it("leave out what nobody has given yet while the store is off", () => {
    const next = {
      ...NEXT,
      enabled: false,
      participant_id: null,
      settings: { token_url: "http://a.example" },
    }

    expect(blockingIssues(issues, next, null)).toEqual([
      { path: "token_url", message: "must be https" },
    ])
  })

  it("keep what was given wrong while the store is off", () => {
    const next = { ...NEXT, enabled: false, settings: { api_url: "nonsense" } }
    const given = { client_id: "", client_secret: "x" }

    expect(blockingIssues(issues, next, given).map(({ path }) => path)).toEqual([
      "participant_id",
      "credentials.client_id",
      "api_url",
    ])
  })
})

describe("what a store needs to be switched on", () => {
  it.each(["held", "host"] as const)("is fulfilled with the guard %s", (state) => {
    expect(() => {
      checkGuard(state)
    }).not.toThrow()
  })

  it.each([
    ["pending", "Try again in a moment"],
    ["taken", 'set the plugin option completion_guard to "host"'],
    ["failed", "Read the server's log"],
  ] as const)("is not fulfilled with the guard %s, and says what to do", (state, told) => {
    expect(() => {
      checkGuard(state)
    }).toThrow(told)
  })
})

describe("changedSecretBound", () => {
  it("names the settings that changed, came or went", () => {
    const before = { api_url: "https://a.example", token_url: "https://t.example", age_gate: true }
    const after = { api_url: "https://b.example", age_gate: false }

    expect(changedSecretBound(["api_url", "token_url", "other"], before, after)).toEqual([
      "api_url",
      "token_url",
    ])
    expect(changedSecretBound(["api_url", "token_url"], before, { ...before })).toEqual([])
  })
})

describe("hintOf", () => {
  it("shows the end of the client id and nothing of the secret", () => {
    expect(hintOf({ client_id: "acme-client-0042", client_secret: "s3cr3t" })).toBe("…0042")
    expect(hintOf({ api_key: "s3cr3t" })).toBe("")
  })
})

describe("outdatesSessions", () => {
  const next: NextConfig = { ...NEXT, settings: STORED.settings }
  const outdates = (change: Partial<NextConfig>, sends_credentials = false) =>
    outdatesSessions(STORED, {
      next: { ...next, ...change },
      bound: ["api_url"],
      sends_credentials,
    })

  it.each<[string, Partial<NextConfig>]>([
    ["a store that is off", { enabled: false }],
    ["another engine", { provider_id: "other" }],
    ["another account", { participant_id: "OTHER" }],
    ["another site", { site_id: "0301" }],
    ["another address", { settings: { ...STORED.settings, api_url: "https://b.example" } }],
    ["another rule for age", { settings: { ...STORED.settings, age_gate: null } }],
  ])("is true for %s", (_what, change) => {
    expect(outdates(change)).toBe(true)
  })

  it("is true for credentials, and for a store that had no configuration", () => {
    expect(outdates({}, true)).toBe(true)
    expect(outdatesSessions(null, { next, bound: [], sends_credentials: false })).toBe(true)
  })

  it("is false for what says nothing of the engine", () => {
    const settings = { ...STORED.settings, auto_enroll: true }
    expect(outdates({ finalize_on: "order_placed", settings })).toBe(false)
  })
})
