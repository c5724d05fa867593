import { buildAndPack } from "../lib/packed"
import type { Measured } from "./types"

const KILOBYTE = 1_000

/** The packed plugin, as a registry would get it. */
export async function measurePackage(): Promise<Measured> {
  const { size } = await buildAndPack()
  const value = size / KILOBYTE
  return { figure: { value, low: value, high: value } }
}
