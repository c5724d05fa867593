/** What V8's profiler hands over, as far as it is read here. */
export interface CpuProfile {
  nodes: ProfileNode[]
  /** Ids of nodes, one a sample. */
  samples: number[]
  /** Microseconds since the sample before, the first since `startTime`. */
  timeDeltas: number[]
  /** Microseconds of the machine's monotonic clock. */
  startTime: number
}

interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string }
  children?: number[]
}

/** A part of a profile, by the monotonic clock that all processes of a machine share. */
export interface Span {
  from_us: number
  to_us: number
}

/** Whose code computes. What Node and V8 do for somebody counts as his. */
export const LAYERS = {
  loyalty: "the plugin",
  engine: "HTTP to the engine (undici, cockatiel)",
  workflows: "Medusa's workflow engine",
  medusa: "Medusa's modules, query and events",
  orm: "MikroORM",
  driver: "knex and pg",
  http: "HTTP server (express)",
  loader: "finding and compiling files (ts-node, tsconfig-paths)",
  others: "other packages",
  node: "Node itself",
  gc: "garbage collection",
} as const

export type Layer = keyof typeof LAYERS

const PACKAGES: [Layer, RegExp][] = [
  ["loader", /^(ts-node|tsconfig-paths|typescript|@swc\/.*|@cspotcode\/source-map-support)$/],
  ["loyalty", /^medusa-plugin-loyalty$/],
  ["engine", /^(undici|cockatiel)$/],
  ["workflows", /^@medusajs\/(orchestration|workflows-sdk|workflow-engine-.*)$/],
  ["medusa", /^@medusajs\/|^awilix$/],
  ["orm", /^@mikro-orm\//],
  ["driver", /^(knex|pg|pg-.*|tarn|postgres-.*)$/],
  ["http", /^(express|express-session|body-parser|cors|cookie-parser|morgan|router|send)$/],
]

/** Runs something and says when, by the clock that profiles go by. */
export async function spanOf<T>(work: () => Promise<T>): Promise<{ span: Span; value: T }> {
  const from_us = now()
  const value = await work()
  return { span: { from_us, to_us: now() }, value }
}

const NS_PER_US = 1_000n

function now(): number {
  return Number(process.hrtime.bigint() / NS_PER_US)
}

/** Milliseconds that each layer computed within these spans. */
export function layersOf(profile: CpuProfile, spans: readonly Span[]): Record<Layer, number> {
  const layerOf = layerReader(profile)
  const sums = Object.fromEntries(Object.keys(LAYERS).map((layer) => [layer, 0])) as Record<
    Layer,
    number
  >
  let at = profile.startTime
  profile.samples.forEach((sample, index) => {
    const delta = profile.timeDeltas[index] ?? 0
    at += delta
    const layer = layerOf(sample)
    if (layer && spans.some(({ from_us, to_us }) => at >= from_us && at <= to_us)) {
      sums[layer] += delta / 1_000
    }
  })
  return sums
}

/** Null where the process only waited. */
function layerReader({ nodes }: CpuProfile): (id: number) => Layer | null {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((c) => [c, node.id])))
  const known = new Map<number, Layer | null>()
  const read = (id: number): Layer | null => {
    const node = byId.get(id)
    if (!node) {
      return "node"
    }
    const { functionName, url } = node.callFrame
    if (functionName === "(idle)") {
      return null
    }
    if (functionName === "(garbage collector)") {
      return "gc"
    }
    const parent = parents.get(id)
    return layerOfFile(url) ?? (parent === undefined ? "node" : cached(parent))
  }
  const cached = (id: number): Layer | null => {
    const before = known.get(id)
    if (before !== undefined) {
      return before
    }
    const layer = read(id)
    known.set(id, layer)
    return layer
  }
  return cached
}

/** The last package that the path of a file names; null for Node's own files and for native code. */
function layerOfFile(url: string): Layer | null {
  const names = [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)]
  const name = names.at(-1)?.[1]
  if (name === undefined) {
    return null
  }
  return PACKAGES.find(([, pattern]) => pattern.test(name))?.[0] ?? "others"
}
