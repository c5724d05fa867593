import { describe, expect, it } from "vitest"
import { contractCases, loyaltyProviderContract, type ContractHarness } from "../../src/testing"
import { BROKEN_PROVIDERS, SoundOffers } from "./support/broken-providers"
import { MemoryProvider } from "./support/memory-provider"
import { SAMPLE_BASKET } from "./support/sample"

function harnessOf(Provider: new () => MemoryProvider): ContractHarness {
  const provider = new Provider()
  return {
    createProvider: () => provider,
    createCall: () => ({
      connection: {
        store_id: "store_01",
        participant_id: null,
        site_id: null,
        settings: {},
        credentials: null,
        config_version: 1,
      },
      correlation_id: "corr-1",
    }),
    fixtures: {
      member: { kind: "phone", value: "+14155550001", entry_method: "manual" },
      unknown_member: { kind: "phone", value: "+14155559999", entry_method: "manual" },
      inactive_member: { kind: "phone", value: "+14155550002", entry_method: "manual" },
      basket: SAMPLE_BASKET,
      secrets: ["+14155559999"],
    },
  }
}

async function failuresOf(Provider: new () => MemoryProvider): Promise<string[]> {
  const failed: string[] = []
  for (const { name, run } of contractCases(harnessOf(Provider))) {
    await run().catch((error: Error) => failed.push(`${name}: ${error.message}`))
  }
  return failed
}

describe("a provider without a network", () => {
  loyaltyProviderContract({ describe, it, ...harnessOf(MemoryProvider) })
})

describe("the contract suite", () => {
  it.each(BROKEN_PROVIDERS)("catches %o", async (Provider, rule) => {
    const failed = await failuresOf(Provider)
    expect(failed.filter((name) => rule.test(name))).not.toEqual([])
  })

  it.each([MemoryProvider, SoundOffers])("finds nothing wrong with %o", async (Provider) => {
    expect(await failuresOf(Provider)).toEqual([])
  })

  it("leaves out what its harness cannot provoke", () => {
    const names = contractCases(harnessOf(MemoryProvider)).map(({ name }) => name)
    expect(names.join("\n")).not.toMatch(/lost answer|another basket|refuses connections/)
  })
})
