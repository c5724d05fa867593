import {
  createRegionsWorkflow,
  createTaxRegionsWorkflow,
  updateTaxRegionsWorkflow,
} from "@medusajs/medusa/core-flows"

import { COUNTRY, CURRENCY, PAYMENT_PROVIDER, REGION_NAME, TAX_PROVIDER, TAXES } from "../chain"
import { only, type Row, type SeedContext } from "../context"

interface RegionRow extends Row {
  countries: { iso_2: string }[]
}

interface TaxRegionRow extends Row {
  province_code: string | null
  provider_id: string | null
}

/** Makes the region that sells in dollars; a country belongs to one region only. */
export async function seedRegion(context: SeedContext): Promise<string> {
  const regions = await context.find<RegionRow>("region", ["id", "countries.iso_2"])
  const known = regions.find(({ countries }) => countries.some(({ iso_2 }) => iso_2 === COUNTRY))
  if (known) {
    return known.id
  }
  const { result } = await createRegionsWorkflow(context.container).run({
    input: {
      regions: [
        {
          name: REGION_NAME,
          currency_code: CURRENCY,
          countries: [COUNTRY],
          payment_providers: [PAYMENT_PROVIDER],
          automatic_taxes: true,
          is_tax_inclusive: false,
        },
      ],
    },
  })
  return only(result, "the region").id
}

/** Makes the country's tax region and one below it for each state with its rate. */
export async function seedTaxes(context: SeedContext): Promise<void> {
  const known = await context.find<TaxRegionRow>(
    "tax_region",
    ["id", "province_code", "provider_id"],
    { country_code: COUNTRY },
  )
  const parent_id =
    known.find((region) => region.province_code === null)?.id ?? (await createCountry(context))
  const missing = TAXES.filter(
    (tax) => !known.some((region) => region.province_code === tax.province),
  )
  if (missing.length === 0) {
    return
  }
  await createTaxRegionsWorkflow(context.container).run({
    input: missing.map(({ province, name, code, rate }) => ({
      country_code: COUNTRY,
      province_code: province,
      parent_id,
      default_tax_rate: { name, code, rate },
    })),
  })
}

async function createCountry({ container }: SeedContext): Promise<string> {
  const { result } = await createTaxRegionsWorkflow(container).run({
    input: [{ country_code: COUNTRY, provider_id: TAX_PROVIDER }],
  })
  const { id } = only(result, "the country's tax region")
  await updateTaxRegionsWorkflow(container).run({ input: [{ id, provider_id: TAX_PROVIDER }] })
  return id
}
