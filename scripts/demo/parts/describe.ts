import type { Demo } from "../lib/demo-file"
import type { SeedReport } from "../seed/report"
import { readMembers } from "./members"

/** Where a started demo is. */
export interface DemoPlace extends Pick<
  Demo,
  "backend_url" | "simulator_url" | "storefront_url" | "admin"
> {
  seeded: SeedReport
}

/** Puts together what `.demo/demo.json` says. */
export async function describeDemo({ seeded, ...place }: DemoPlace): Promise<Demo> {
  const { stores, region_id, shipping_option_id, variants } = seeded
  const [first] = stores
  if (!first) {
    throw new Error("The seed made no store.")
  }
  return {
    ...place,
    admin_url: `${place.backend_url}/app`,
    publishable_key: first.publishable_key,
    store_id: first.store_id,
    stores,
    region_id,
    shipping_option_id,
    variants,
    members: await readMembers(place.simulator_url),
  }
}
