import { compare, type Round } from "../lib/stats"
import type { World } from "../setup/world"
import { profiledWhole } from "./layers"
import type { Measured } from "./types"

/** From the start of the process until it answers, in turns; the database is migrated. */
export async function measureBoot(world: World, rounds: number): Promise<Measured> {
  const wall: Round[] = []
  const cpu: Round[] = []
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? "plugin" : "bare"
    const second = first === "plugin" ? "bare" : "plugin"
    const boots = { [first]: await world.boot(first), [second]: await world.boot(second) }
    const { plugin, bare } = boots
    if (plugin && bare) {
      wall.push({ a: plugin.wall_ms, b: bare.wall_ms })
      cpu.push({ a: plugin.cpu_ms, b: bare.cpu_ms })
    }
  }
  const profiles = { a: await world.profileBoot("plugin"), b: await world.profileBoot("bare") }
  return { wall: compare(wall), cpu: compare(cpu), layers: profiledWhole("boot", profiles) }
}
