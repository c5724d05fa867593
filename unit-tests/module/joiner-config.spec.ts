import type { ModuleJoinerConfig } from "@medusajs/framework/types"
import { defineJoinerConfig, MedusaServiceModelObjectsSymbol } from "@medusajs/framework/utils"

import loyaltyModule, { LOYALTY_MODULE } from "../../src/modules/loyalty"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"

const { service } = loyaltyModule as unknown as { service: typeof LoyaltyModuleService }

const asked = () => service.prototype.__joinerConfig()
const aliases = () => asked().alias as { entity: string }[]

/** The models of the service itself, which `Module()` would make it from. */
const modelsOfService = () =>
  Object.values<{ name: string }>(Reflect.get(service, MedusaServiceModelObjectsSymbol))

const sorted = (alias: ModuleJoinerConfig["alias"]) =>
  [alias ?? []].flat().sort((one, other) => String(one.entity).localeCompare(String(other.entity)))

describe("what Medusa's query is told of the models", () => {
  it("is what Medusa would make of them itself", () => {
    const made = defineJoinerConfig(LOYALTY_MODULE, { models: modelsOfService() })
    const { alias, schema, linkableKeys, ...rest } = asked()

    expect(rest).toEqual({
      serviceName: made.serviceName,
      primaryKeys: made.primaryKeys,
      idPrefixToEntityName: made.idPrefixToEntityName,
    })
    expect(linkableKeys).toEqual(made.linkableKeys)
    expect(schema).toHaveLength(made.schema?.length ?? 0)
    expect(sorted(alias)).toEqual(sorted(made.alias))
  })

  it("is made once", () => {
    expect(aliases()[0]).toBe(aliases()[0])
  })

  it("has a list of aliases for each who asks, because the query's catalogue writes into it", () => {
    const before = aliases().length
    aliases().push({ entity: "planted" })

    expect(aliases()).toHaveLength(before)
  })
})
