import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"

import { format, resolveConfig } from "prettier"

import { CHART_FILE, PAGE_FILE, SCALING_FILE } from "../lib/paths"
import { chartOf } from "./chart"
import type { KeptResults } from "./kept"
import { performancePage } from "./performance-page"
import { scalingPage } from "./scaling-page"

/** Writes what docs say about speed, from the kept figures alone. */
export async function writePages(kept: KeptResults): Promise<void> {
  mkdirSync(path.dirname(CHART_FILE), { recursive: true })
  writeFileSync(CHART_FILE, chartOf(kept))
  await writePage(PAGE_FILE, performancePage(kept))
  const scaling = scalingPage(kept)
  if (scaling !== undefined) {
    await writePage(SCALING_FILE, scaling)
  }
}

async function writePage(file: string, text: string): Promise<void> {
  const style = await resolveConfig(file)
  writeFileSync(file, await format(text, { ...style, filepath: file }))
}
