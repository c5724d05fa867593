import {
  createLocationFulfillmentSetWorkflow,
  createServiceZonesWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
} from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import {
  COUNTRY,
  CURRENCY,
  FULFILLMENT_PROVIDER,
  SHIPPING,
  SHIPPING_PROFILE,
  SITES,
  STOCK_LOCATION,
  type SeedShipping,
} from "../chain"
import { only, type Row, type SeedContext } from "../context"

/** What the catalogue and the demo file need of the shipping part. */
export interface SeededShipping {
  location_id: string
  shipping_profile_id: string
  /** Store pickup. */
  shipping_option_id: string
}

interface LocationRow extends Row {
  sales_channels: ({ id: string } | undefined)[]
  fulfillment_providers: ({ id: string } | undefined)[]
  fulfillment_sets: (FulfillmentSetRow | undefined)[]
}

interface FulfillmentSetRow extends Row {
  name: string
  service_zones: { id: string; name: string; shipping_options: { id: string; name: string }[] }[]
}

/** Makes the stock room and the ways to get goods out of it. */
export async function seedShipping(
  context: SeedContext,
  channelIds: string[],
): Promise<SeededShipping> {
  const shipping_profile_id = await seedProfile(context)
  const location_id = await seedLocation(context, channelIds)
  const optionIds: string[] = []
  for (const shipping of SHIPPING) {
    const serviceZoneId = await seedZone(context, location_id, shipping)
    optionIds.push(
      await seedOption(context, { location_id, shipping, serviceZoneId, shipping_profile_id }),
    )
  }
  return {
    location_id,
    shipping_profile_id,
    shipping_option_id: only(optionIds, "a shipping option"),
  }
}

async function seedProfile(context: SeedContext): Promise<string> {
  const [known] = await context.find<Row>("shipping_profile", ["id"], { type: "default" })
  if (known) {
    return known.id
  }
  const { result } = await createShippingProfilesWorkflow(context.container).run({
    input: { data: [{ name: SHIPPING_PROFILE, type: "default" }] },
  })
  return only(result, "the shipping profile").id
}

async function readLocation(context: SeedContext): Promise<LocationRow | undefined> {
  const [location] = await context.find<LocationRow>(
    "stock_location",
    [
      "id",
      "sales_channels.id",
      "fulfillment_providers.id",
      "fulfillment_sets.id",
      "fulfillment_sets.name",
      "fulfillment_sets.service_zones.id",
      "fulfillment_sets.service_zones.name",
      "fulfillment_sets.service_zones.shipping_options.id",
      "fulfillment_sets.service_zones.shipping_options.name",
    ],
    { name: STOCK_LOCATION },
  )
  return location
}

async function seedLocation(context: SeedContext, channelIds: string[]): Promise<string> {
  const known = await readLocation(context)
  const id = known?.id ?? (await createLocation(context))
  const linked = new Set(known?.sales_channels.map((channel) => channel?.id))
  const add = channelIds.filter((channelId) => !linked.has(channelId))
  if (add.length > 0) {
    await linkSalesChannelsToStockLocationWorkflow(context.container).run({ input: { id, add } })
  }
  if (!known?.fulfillment_providers.some((provider) => provider?.id === FULFILLMENT_PROVIDER)) {
    await context.container.resolve(ContainerRegistrationKeys.LINK).create({
      [Modules.STOCK_LOCATION]: { stock_location_id: id },
      [Modules.FULFILLMENT]: { fulfillment_provider_id: FULFILLMENT_PROVIDER },
    })
  }
  return id
}

async function createLocation({ container }: SeedContext): Promise<string> {
  const [site] = SITES
  const { result } = await createStockLocationsWorkflow(container).run({
    input: {
      locations: [
        {
          name: STOCK_LOCATION,
          address: {
            address_1: site.street,
            city: site.city,
            postal_code: site.postal_code,
            province: site.province,
            country_code: COUNTRY,
          },
        },
      ],
    },
  })
  return only(result, "the stock location").id
}

async function seedZone(
  context: SeedContext,
  locationId: string,
  shipping: SeedShipping,
): Promise<string> {
  if (!(await findSet(context, shipping))) {
    await createLocationFulfillmentSetWorkflow(context.container).run({
      input: {
        location_id: locationId,
        fulfillment_set_data: { name: shipping.set, type: shipping.type },
      },
    })
  }
  const set = only([await findSet(context, shipping)].filter(Boolean), shipping.set)
  const zone = set?.service_zones.find(({ name }) => name === shipping.zone)
  if (zone) {
    return zone.id
  }
  const { result } = await createServiceZonesWorkflow(context.container).run({
    input: {
      data: [
        {
          name: shipping.zone,
          fulfillment_set_id: set?.id ?? "",
          geo_zones: [{ type: "country", country_code: COUNTRY }],
        },
      ],
    },
  })
  return only(result, shipping.zone).id
}

async function findSet(
  context: SeedContext,
  shipping: SeedShipping,
): Promise<FulfillmentSetRow | undefined> {
  const location = await readLocation(context)
  return location?.fulfillment_sets.find((set) => set?.name === shipping.set)
}

interface OptionInput {
  location_id: string
  shipping: SeedShipping
  serviceZoneId: string
  shipping_profile_id: string
}

async function seedOption(context: SeedContext, input: OptionInput): Promise<string> {
  const { shipping, serviceZoneId, shipping_profile_id } = input
  const set = await findSet(context, shipping)
  const known = set?.service_zones
    .flatMap((zone) => zone.shipping_options)
    .find(({ name }) => name === shipping.option)
  if (known) {
    return known.id
  }
  const { result } = await createShippingOptionsWorkflow(context.container).run({
    input: [
      {
        name: shipping.option,
        price_type: "flat",
        provider_id: FULFILLMENT_PROVIDER,
        service_zone_id: serviceZoneId,
        shipping_profile_id,
        type: {
          label: shipping.option,
          description: shipping.description,
          code: shipping.code,
        },
        prices: [{ currency_code: CURRENCY, amount: shipping.amount }],
        rules: [
          { attribute: "enabled_in_store", value: "true", operator: "eq" },
          { attribute: "is_return", value: "false", operator: "eq" },
        ],
      },
    ],
  })
  return only(result, shipping.option).id
}
