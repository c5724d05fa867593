// @ts-check
import path from "node:path"

// Next asks this of the environment only; a shop that someone tries out reports nothing.
process.env.NEXT_TELEMETRY_DISABLED = "1"

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // The repository is an npm workspace: its one node_modules lies two folders up.
  outputFileTracingRoot: path.join(import.meta.dirname, "..", ".."),
  // `npm run check` of the repository looks at types and style, once and for everything.
  typescript: { ignoreBuildErrors: true },
  eslint: { ignoreDuringBuilds: true },
  // The pictures are drawn in SVG by the shop itself.
  images: { unoptimized: true },
}

export default config
