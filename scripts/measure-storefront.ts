/**
 * Measures what the loyalty components cost the shop's checkout page in a browser, with and without
 * them, and writes docs/storefront-performance.md.
 *
 *   npx tsx scripts/measure-storefront.ts
 */
import { writeFileSync } from "node:fs"
import path from "node:path"

import { launchBrowser } from "../integration-tests/helpers/browser"
import { startStorefront } from "../integration-tests/browser/support/storefront"
import type { Child } from "./demo/lib/child"
import { ROOT } from "./demo/lib/paths"
import { anyFreePort } from "./demo/lib/ports"
import { shopEnvironment } from "./demo/parts/storefront"
import { startPostgres } from "./lib/postgres"
import { sampleCheckout, type Sample } from "./measure-storefront/measure"
import { page } from "./measure-storefront/page"
import { buildWithoutLoyalty, startWithoutLoyalty } from "./measure-storefront/variant"

const ROUNDS = 15

/** One load of each, by turns: whatever slows the machine slows both. */
async function measure(): Promise<{ with_it: Sample; without: Sample }[]> {
  const without_port = await anyFreePort()
  const children: Child[] = []
  const storefront = await startStorefront([`http://localhost:${without_port}`])
  try {
    await buildWithoutLoyalty()
    const { backend_url, seeded } = storefront
    const env = shopEnvironment({ backend_url, stores: seeded.stores })
    const bare_url = await startWithoutLoyalty(without_port, env, (child) => children.push(child))
    const browser = await launchBrowser()
    try {
      await sampleCheckout(browser, storefront.url, { loyalty: true, round: ROUNDS })
      await sampleCheckout(browser, bare_url, { loyalty: false, round: ROUNDS })
      const rounds: { with_it: Sample; without: Sample }[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const without = await sampleCheckout(browser, bare_url, { loyalty: false, round })
        const with_it = await sampleCheckout(browser, storefront.url, { loyalty: true, round })
        rounds.push({ without, with_it })
      }
      return rounds
    } finally {
      await browser.close()
    }
  } finally {
    await Promise.all(children.map((child) => child.stop()))
    await storefront.stop()
  }
}

async function main(): Promise<void> {
  const dataDir = path.join(ROOT, ".cache", "postgres", `metrics-${process.pid}`)
  const postgres = await startPostgres({ dataDir, durable: false })
  Object.assign(process.env, {
    DB_HOST: postgres.host,
    DB_PORT: `${postgres.port}`,
    DB_USERNAME: postgres.user,
    DB_PASSWORD: postgres.password,
  })
  try {
    const text = page(await measure())
    writeFileSync(path.join(ROOT, "docs", "storefront-performance.md"), text)
    console.log(text)
  } finally {
    await postgres.stop()
  }
}

void main()
