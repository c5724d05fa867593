import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"
import type { CpuProfile } from "./cpu-profile"
import { JsonClient } from "./http"

interface CpuUsage {
  user: number
  system: number
}

/** What a process holds after a garbage collection. */
export interface MemoryUse {
  heap_bytes: number
  rss_bytes: number
}

interface Profile {
  profile: CpuProfile
}

const PRELOADED = path.join(ROOT, "bench", "setup", "meter.cjs")
const MICROSECONDS_PER_MS = 1_000

/**
 * The environment of a process that can be metered.
 *
 * @param profilesBoot begins with a profile, which `stopProfile` ends
 */
export function metered(
  env: NodeJS.ProcessEnv,
  port: number,
  profilesBoot = false,
): NodeJS.ProcessEnv {
  const options = [env.NODE_OPTIONS ?? "", `--require ${JSON.stringify(PRELOADED)}`]
  return {
    ...env,
    BENCH_METER_PORT: String(port),
    BENCH_PROFILES_BOOT: String(profilesBoot),
    NODE_OPTIONS: options.join(" ").trim(),
  }
}

/** Reads the CPU time and the memory of a metered process. */
export class Meter {
  private readonly client: JsonClient

  constructor(port: number) {
    this.client = new JsonClient(`http://127.0.0.1:${port}`)
  }

  /** CPU milliseconds that the process has used since its start, in all threads. */
  async cpu(): Promise<number> {
    const { data } = await this.client.get<CpuUsage>("/cpu")
    return (data.user + data.system) / MICROSECONDS_PER_MS
  }

  async memory(): Promise<MemoryUse> {
    return (await this.client.get<MemoryUse>("/memory")).data
  }

  async startProfile(): Promise<void> {
    await this.client.get("/profile/start")
  }

  async stopProfile(): Promise<CpuProfile> {
    return (await this.client.get<Profile>("/profile/stop")).data.profile
  }

  close(): Promise<void> {
    return this.client.close()
  }
}
