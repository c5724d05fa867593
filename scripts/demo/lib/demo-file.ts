import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import path from "node:path"

import { DEMO_FILE } from "./paths"

/** A store of the demo with the key that its shop sends. */
export interface DemoStore {
  store_id: string
  name: string
  site_id: string
  sales_channel_id: string
  publishable_key: string
}

/** A loyalty member to play with, as the engine's books had it at the start. */
export interface DemoMember {
  phone: string
  member_id: string
  points: number
  tier: string | null
}

/** `.demo/demo.json`: where the running demo is and what to use there. */
export interface Demo {
  backend_url: string
  admin_url: string
  /** Null where a test runs the demo's parts without the shop. */
  storefront_url: string | null
  simulator_url: string
  /** Of the first store. */
  publishable_key: string
  admin: { email: string; password: string }
  /** The first store. */
  store_id: string
  stores: DemoStore[]
  region_id: string
  shipping_option_id: string
  /** Variant ids by SKU. */
  variants: Record<string, string>
  members: DemoMember[]
}

/** Reads the file of the latest start; undefined when there never was one. */
export function readDemoFile(file = DEMO_FILE): Demo | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Demo) : undefined
}

/** Writes the file in one go: a reader sees the old one or the new one, never half. */
export function writeDemoFile(demo: Demo, file = DEMO_FILE): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const unfinished = `${file}.new`
  writeFileSync(unfinished, `${JSON.stringify(demo, undefined, 2)}\n`)
  renameSync(unfinished, file)
}
