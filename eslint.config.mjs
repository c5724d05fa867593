// @ts-check
import { existsSync } from "node:fs"

import medusa from "@medusajs/eslint-plugin"
import tseslint from "typescript-eslint"

// The plugin leaves tests alone; ours are code as well, so only its rules are taken.
const medusaRules = medusa.configs.strict.filter(
  (/** @type {object} */ config) => Object.keys(config).join() !== "ignores",
)

const PROJECTS = [
  "tsconfig.json",
  "tsconfig.tools.json",
  "src/admin/tsconfig.json",
  "packages/*/tsconfig.json",
  "packages/*/tests/tsconfig.json",
  "examples/*/tsconfig.json",
].filter((project) => project.includes("*") || existsSync(project))

export default tseslint.config(
  {
    ignores: [
      ...["**/node_modules/**", "**/dist/**", "**/coverage/**", "**/.*/**"],
      // Generated, or not code of ours.
      ...["src/**/migrations/**", "**/next-env.d.ts", "**/fixtures/**", "eslint.config.mjs"],
      ...["packages/*/bin/**", "packages/*/data/**", "packages/*/page/**"],
      ...["packages/*/*.config.*", "examples/*/*.config.*"],
      ".dependency-cruiser.cjs",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  ...medusaRules,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({
    ...config,
    files: ["**/*.{ts,tsx,mjs,cjs}"],
  })),
  {
    files: ["**/*.{ts,tsx,mjs,cjs}"],
    languageOptions: {
      parserOptions: { project: PROJECTS, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // With more than three, a call no longer tells what is what: take an object.
      "@typescript-eslint/max-params": ["error", { max: 3 }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // A new state or answer must show every place that has to decide about it.
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allow: ["URL", "URLSearchParams"] },
      ],
      // Ports are objects of functions, and a port's method is async whether it waits or not.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/unbound-method": "off",
      // Ids carry the prefix that the workflow engine, which is shared by all plugins, calls for:
      // unit-tests/architecture checks them.
      "@medusajs/step-id-kebab-case": "off",
      "@medusajs/workflow-id-matches-export-or-filename": "off",
      // Amounts inside domain/ are integer minor units.
      "@medusajs/prices-in-major-units": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "off",
    },
  },
  {
    // The same question gets the same answer: time, chance and the world are handed in.
    files: ["src/modules/*/domain/**"],
    rules: {
      "no-restricted-globals": ["error", "crypto", "fetch", "process", "setTimeout", "setInterval"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Take the time as a parameter." },
        { object: "Math", property: "random", message: "Take chance as a parameter." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Take the time as a parameter.",
        },
      ],
    },
  },
  {
    // What a shop's process prints goes through Medusa's logger.
    files: ["src/**/*.ts"],
    rules: { "no-console": "error" },
  },
  {
    // Replies of a real server are untyped here, and a spec says what it expects of them. Plain
    // JavaScript is checked by tsc through its JSDoc.
    files: ["**/*.spec.{ts,tsx}", "integration-tests/**", "**/tests/**", "**/*.{mjs,cjs}"],
    rules: {
      // A table of cases is a list of columns.
      "@typescript-eslint/max-params": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    // Shops have no @medusajs/framework: it would bring the server along.
    files: ["examples/**", "packages/storefront/**"],
    rules: { "@medusajs/import-from-framework-not-internal": "off" },
  },
  {
    files: ["**/*.cjs"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // Only routes and workflows speak HTTP: everything below throws LoyaltyError, which one mapper
    // turns into a MedusaError, or a plain error that stops the boot.
    files: ["**/*"],
    ignores: ["src/api/**", "src/workflows/**"],
    rules: { "@medusajs/use-medusa-error-not-generic-error": "off" },
  },
)
