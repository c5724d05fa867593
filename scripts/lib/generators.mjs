// @ts-check
/**
 * Files that a program writes and git keeps. `npm run check` runs each program and fails when a
 * file is not what it writes.
 *
 * @type {import("./generated-files.mjs").Generator[]}
 */
export const generators = [
  { name: "OpenAPI", command: ["npx", "tsx", "scripts/openapi.ts"], files: ["docs/openapi.json"] },
  {
    name: "types of the storefront package",
    command: ["node", "scripts/storefront-types.mjs"],
    files: ["packages/storefront/src/core/http-types.ts"],
  },
  {
    name: "README of the storefront package",
    command: ["node", "scripts/storefront-readme.mjs"],
    files: ["packages/storefront/README.md"],
  },
  {
    name: "configuration reference",
    command: ["npx", "tsx", "scripts/configuration.ts"],
    files: ["docs/configuration.md"],
  },
  {
    name: "event schemas",
    command: ["npx", "tsx", "scripts/event-schemas.ts"],
    files: ["docs/events"],
  },
  {
    name: "resilience page",
    command: ["npx", "tsx", "chaos/run.ts", "--page"],
    files: ["docs/resilience.md"],
  },
]
