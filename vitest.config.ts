import { defineConfig } from "vitest/config"

import { plantDefect } from "./chaos/defects/vite-plugin.mjs"
import { countBranches } from "./scripts/lib/branch-coverage/vitest.mjs"

// Medusa loads modules, routes and workflows with Node's own require, past Vite: ts-node with swc
// (tsconfig.json, "ts-node") compiles those. It keeps decorators and inline source maps.
const PRELOADS = [
  ...["--require", "./scripts/lib/exit-with-parent.cjs"],
  ...["--require", "./scripts/lib/branch-coverage/register.cjs"],
  // Plants a defect where CHAOS_DEFECT names one: the crash harness checks the tests with it.
  ...["--require", "./chaos/app/plant-defect.cjs"],
  ...["--require", "ts-node/register"],
]
// scripts/test.mjs runs the integration tests in two parts.
const LEFT_OUT = (process.env.SPECS_LEFT_OUT ?? "")
  .split(",")
  .flatMap((part) => (part ? [`${part}*`, `${part}*/**`] : []))
const DEFECT = process.env.CHAOS_DEFECT

// Coverage is counted by scripts/test.mjs, because Vite does not see what Medusa loads natively.
const COUNTING = {
  plugins: [
    ...(process.env.COVERAGE_DIR ? [countBranches()] : []),
    ...(DEFECT ? [plantDefect(DEFECT)] : []),
  ],
  setupFiles: [
    "./scripts/lib/count-assertions.mjs",
    ...(process.env.COVERAGE_DIR ? ["./scripts/lib/branch-coverage/setup.mjs"] : []),
  ],
}

export default defineConfig({
  test: {
    // Medusa writes to the console whatever happens; show it when the test fails.
    silent: "passed-only",
    projects: [
      {
        plugins: COUNTING.plugins,
        test: {
          setupFiles: COUNTING.setupFiles,
          name: "unit",
          include: ["unit-tests/**/*.spec.ts", "packages/*/tests/**/*.spec.{ts,tsx}"],
          globals: true,
          pool: "forks",
          env: { NODE_ENV: "test", LOG_LEVEL: "error" },
          execArgv: PRELOADS,
          // Some compile or build: seconds on a quiet machine, more on one that does much else.
          testTimeout: 60_000,
        },
      },
      {
        plugins: COUNTING.plugins,
        test: {
          setupFiles: [
            ...COUNTING.setupFiles,
            "./integration-tests/check-replies.ts",
            "./integration-tests/check-leaks.ts",
          ],
          name: "integration",
          include: ["integration-tests/**/*.spec.ts"],
          // Needs a Redis of the machine: npm run test:redis.
          exclude: ["integration-tests/redis/**", ...LEFT_OUT],
          globals: true,
          pool: "forks",
          fileParallelism: false,
          globalSetup: ["./integration-tests/setup.ts"],
          env: {
            MEDUSA_DISABLE_TELEMETRY: "true",
            NODE_ENV: "test",
            LOG_LEVEL: "error",
            // Without a key the plugin does not start.
            LOYALTY_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
          },
          execArgv: PRELOADS,
          // A second try on machines nobody watches; scripts/test.mjs names each that took one.
          retry: process.env.CI ? 1 : 0,
          // Three times what the slowest needs on a quiet machine: shared ones are as slow as that.
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          setupFiles: ["./scripts/lib/count-assertions.mjs"],
          name: "redis",
          include: ["integration-tests/redis/**/*.spec.ts"],
          globals: true,
          pool: "forks",
          env: { MEDUSA_DISABLE_TELEMETRY: "true", NODE_ENV: "test", LOG_LEVEL: "error" },
          execArgv: PRELOADS,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
