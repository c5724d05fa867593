import {
  createApiKeysWorkflow,
  createSalesChannelsWorkflow,
  createStoresWorkflow,
  linkSalesChannelsToApiKeyWorkflow,
  updateSalesChannelsWorkflow,
  updateStoresWorkflow,
} from "@medusajs/medusa/core-flows"

import { CURRENCY, DEMO_KEY, SITES, type SeedSite } from "../chain"
import { only, type Row, type SeedContext } from "../context"

/** A site as it stands in the database. */
export interface SeededSite {
  site_id: string
  name: string
  store_id: string
  sales_channel_id: string
  publishable_key: string
}

interface StoreRow extends Row {
  name: string
  default_sales_channel_id: string
  metadata: Record<string, unknown> | null
}

interface KeyRow extends Row {
  title: string
  token: string
  sales_channels: { id: string }[]
}

/** Makes a store, a sales channel and a publishable key for each site of the chain. */
export async function seedSites(context: SeedContext): Promise<SeededSite[]> {
  await takeOverDefaults(context, SITES[0])
  const sites: SeededSite[] = []
  for (const site of SITES) {
    sites.push(await seedSite(context, site))
  }
  return sites
}

const markOf = (site: SeedSite) => ({ demo: DEMO_KEY, site_id: site.site_id })

// Medusa makes one store and one channel at its first start, and Admin shows the first store.
async function takeOverDefaults(context: SeedContext, site: SeedSite): Promise<void> {
  if (await findStore(context, site)) {
    return
  }
  const store = only(await allStores(context), "the store that Medusa makes at its first start")
  await updateSalesChannelsWorkflow(context.container).run({
    input: {
      selector: { id: store.default_sales_channel_id },
      update: { name: site.channel },
    },
  })
  await updateStoresWorkflow(context.container).run({
    input: {
      selector: { id: store.id },
      update: {
        name: site.name,
        metadata: markOf(site),
        supported_currencies: [{ currency_code: CURRENCY, is_default: true }],
      },
    },
  })
}

async function seedSite(context: SeedContext, site: SeedSite): Promise<SeededSite> {
  const sales_channel_id = await seedChannel(context, site)
  const store =
    (await findStore(context, site)) ?? (await createStore(context, site, sales_channel_id))
  const publishable_key = await seedKey(context, site, sales_channel_id)
  return {
    site_id: site.site_id,
    name: store.name,
    store_id: store.id,
    sales_channel_id,
    publishable_key,
  }
}

async function seedChannel(context: SeedContext, site: SeedSite): Promise<string> {
  const [known] = await context.find<Row>("sales_channel", ["id"], { name: site.channel })
  if (known) {
    return known.id
  }
  const { result } = await createSalesChannelsWorkflow(context.container).run({
    input: { salesChannelsData: [{ name: site.channel }] },
  })
  return only(result, `the sales channel of site ${site.site_id}`).id
}

async function createStore(
  context: SeedContext,
  site: SeedSite,
  default_sales_channel_id: string,
): Promise<{ id: string; name: string }> {
  const { result } = await createStoresWorkflow(context.container).run({
    input: {
      stores: [
        {
          name: site.name,
          default_sales_channel_id,
          supported_currencies: [{ currency_code: CURRENCY, is_default: true }],
          metadata: markOf(site),
        },
      ],
    },
  })
  return only(result, `the store of site ${site.site_id}`)
}

async function seedKey(context: SeedContext, site: SeedSite, channelId: string): Promise<string> {
  const keys = await context.find<KeyRow>(
    "api_key",
    ["id", "title", "token", "sales_channels.id"],
    { type: "publishable" },
  )
  const known = keys.find((key) => key.sales_channels.some(({ id }) => id === channelId))
  if (known) {
    return known.token
  }
  const { result } = await createApiKeysWorkflow(context.container).run({
    input: { api_keys: [{ title: site.channel, type: "publishable", created_by: "" }] },
  })
  const key = only(result, `the publishable key of site ${site.site_id}`)
  await linkSalesChannelsToApiKeyWorkflow(context.container).run({
    input: { id: key.id, add: [channelId] },
  })
  return key.token
}

const allStores = (context: SeedContext): Promise<StoreRow[]> =>
  context.find<StoreRow>("store", ["id", "name", "default_sales_channel_id", "metadata"])

async function findStore(context: SeedContext, site: SeedSite): Promise<StoreRow | undefined> {
  return (await allStores(context)).find((store) => isOf(store, site))
}

function isOf({ metadata }: StoreRow, site: SeedSite): boolean {
  return metadata?.demo === DEMO_KEY && metadata.site_id === site.site_id
}
