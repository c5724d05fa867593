/**
 * The walls of the house (docs/ARCHITECTURE.md). Every rule says why it stands.
 *
 * @type {import("dependency-cruiser").IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      severity: "error",
      comment:
        "The rules about money and sessions are tested with nothing around them, and give the same answer twice. " +
        "They import each other, a hash and the phone number rules; clocks and rows are handed in.",
      from: { path: "^src/modules/[^/]+/domain/" },
      to: {
        pathNot: [
          "^src/modules/[^/]+/domain/",
          "^src/types/",
          "^(node:)?crypto$",
          "node_modules/libphonenumber-js/",
        ],
      },
    },
    {
      name: "domain-borrows-only-types",
      severity: "error",
      comment: "The port's types are shared; code from outside would bring its dependencies along.",
      from: { path: "^src/modules/[^/]+/domain/" },
      to: { path: "^src/types/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-transport-imports-undici",
      severity: "error",
      comment:
        "One place sends bytes to the engine: limits, address checks and redaction cannot be walked around.",
      from: { path: "^src/", pathNot: "^src/providers/pdi/client/transport\\.ts$" },
      to: { path: "(^|node_modules/)undici(/|$)" },
    },
    {
      name: "only-policies-imports-cockatiel",
      severity: "error",
      comment:
        "Retries, breaker and time-outs multiply when two places add them; their order is decided once.",
      from: { path: "^src/", pathNot: "^src/providers/pdi/client/policies\\.ts$" },
      to: { path: "node_modules/cockatiel/" },
    },
    {
      name: "routes-start-workflows",
      severity: "error",
      comment:
        "What changes something goes through a workflow, which can undo it. A route may read, so it may name a " +
        "service's type; ESLint finds mutations (@medusajs/no-service-mutations-in-api-route).",
      from: { path: "^src/api/" },
      to: {
        path: "^src/(providers/|modules/[^/]+/(service\\.ts|persistence/|models/|loaders/))",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "subscribers-and-jobs-start-workflows",
      severity: "error",
      comment:
        "They only start workflows: what they do must also be reachable by hand, and undone when it fails.",
      from: { path: "^src/(subscribers|jobs)/" },
      to: { path: "^src/(providers/|modules/[^/]+/(service\\.ts|persistence/|models/|loaders/))" },
    },
    {
      name: "workflows-compose-steps",
      severity: "error",
      comment:
        "A workflow's body runs once, when the process loads it: only a step may call a service.",
      from: { path: "^src/workflows/.+/workflows/" },
      to: {
        path: "^src/(providers/|modules/[^/]+/(service\\.ts|persistence/))",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "steps-know-no-workflow",
      severity: "error",
      comment: "Steps are below workflows; the other direction makes a circle.",
      from: { path: "^src/workflows/.+/steps/" },
      to: { path: "^src/workflows/.+/workflows/" },
    },
    {
      name: "steps-reach-the-engine-through-the-module",
      severity: "error",
      comment:
        "The store's configuration chooses the engine. A step that names one works for that one only.",
      from: { path: "^src/workflows/" },
      to: { path: "^src/providers/" },
    },
    {
      name: "module-knows-nothing-above-it",
      severity: "error",
      comment:
        "Module and providers are loaded alone, in tests and by other apps. The completion guard, " +
        "the sweep at boot and a worker's port begin when the application has started, and require " +
        "what they run then.",
      from: {
        path: "^src/(modules|providers)/",
        pathNot: "/(completion-guard|boot-sweep|worker-port)\\.ts$",
      },
      to: { path: "^src/(workflows|api|subscribers|jobs|links|admin)/" },
    },
    {
      name: "module-knows-no-provider",
      severity: "error",
      comment: "Engines come in through the port: the next one must need no change in the module.",
      from: { path: "^src/modules/" },
      to: { path: "^src/providers/" },
    },
    {
      name: "provider-sees-only-the-port",
      severity: "error",
      comment: "A provider has no business with our rows: it could be a package of its own.",
      from: { path: "^src/providers/" },
      to: { path: "^src/modules/[^/]+/(service\\.ts|persistence/|models/|loaders/)" },
    },
    {
      name: "admin-runs-in-the-browser",
      severity: "error",
      comment:
        "Server code in the admin's bundle breaks it, or tells the browser what it must not know.",
      from: { path: "^src/admin/" },
      to: { path: "^src/(?!admin/|types/)" },
    },
    {
      name: "server-knows-no-admin",
      severity: "error",
      comment: "The admin is built apart; its sources are not in the package.",
      from: { path: "^src/(?!admin/)" },
      to: { path: "^src/admin/" },
    },
    {
      name: "simulator-stands-alone",
      severity: "error",
      comment:
        "Plugin and simulator read the same contract, each for itself. Shared code would share its mistakes, " +
        "and the tests would find none of them.",
      from: { path: "^packages/pdi-simulator/" },
      to: {
        path: "^(src/|packages/(?!pdi-simulator/))|node_modules/(medusa-plugin-loyalty|@medusajs)/",
      },
    },
    {
      name: "plugin-knows-no-package",
      severity: "error",
      comment: "What is published must not need a sibling folder that is not in it.",
      from: { path: "^src/" },
      to: { path: "^packages/|node_modules/pdi-simulator/" },
    },
    {
      name: "storefront-has-no-backend",
      severity: "error",
      comment:
        "Shops put this package into a browser bundle: types may come from the plugin, code may not.",
      from: { path: "^packages/storefront/src/" },
      to: {
        path: "^(src/|packages/(?!storefront/))|node_modules/@medusajs/(?!js-sdk/|types/)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "example-shop-is-a-shop",
      severity: "error",
      comment:
        "The example shows what anyone can do with the published packages: it reaches into no folder of ours.",
      from: { path: "^examples/" },
      to: {
        path: "^(src/|packages/|scripts/)|node_modules/(medusa-plugin-loyalty|pdi-simulator)/",
        pathNot: "^packages/storefront/(dist/|styles\\.css$)",
      },
    },
    {
      name: "nobody-needs-the-example",
      severity: "error",
      comment: "The example can go without taking anything along.",
      from: { path: "^(src|packages)/" },
      to: { path: "^examples/" },
    },
    {
      name: "shop-state-knows-no-page",
      severity: "error",
      comment: "Pages and features use the shop's state; a state that knows its pages cannot move.",
      from: { path: "^examples/storefront/src/(state|lib|server)/" },
      to: { path: "^examples/storefront/src/(app|features)/" },
    },
    {
      name: "no-dev-dependency-in-the-plugin",
      severity: "error",
      comment: "A shop installs dependencies and peers, and nothing else.",
      from: { path: "^src/", pathNot: "^src/admin/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        pathNot: "node_modules/@medusajs/(framework|medusa)/",
      },
    },
    {
      name: "admin-uses-what-the-dashboard-has",
      severity: "error",
      comment: "The dashboard provides these to every extension; anything else would not be there.",
      from: { path: "^src/admin/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        pathNot:
          "node_modules/(@medusajs/(admin-sdk|dashboard|icons|js-sdk|ui|types|framework)|react|react-dom|react-router-dom|react-i18next|@tanstack/react-query|@types/react)/",
      },
    },
    {
      name: "no-second-copy",
      severity: "error",
      comment:
        "Medusa breaks when a second copy of these is loaded. Import them from @medusajs/framework.",
      from: { path: "^src/", pathNot: "^src/admin/" },
      to: {
        path: "node_modules/(zod|@mikro-orm/[^/]+|awilix|pg)/",
        dependencyTypes: ["npm", "npm-dev", "npm-no-pkg", "npm-unknown"],
      },
    },
    {
      name: "no-circle",
      severity: "error",
      comment:
        "In a circle, whoever is loaded first sees the others undefined. Circles of types are harmless, and so " +
        "are those of models, which name each other inside functions.",
      from: { pathNot: "^src/modules/[^/]+/models/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "everything-resolves",
      severity: "error",
      comment: "A path that leads nowhere fails in the shop, not here.",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: {
      path: ["/migrations/", "^(src|packages)/.*\\.d\\.ts$", "^(packages/[^/]+/dist|\\.medusa)/"],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
      extensions: [".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs", ".json"],
    },
  },
}
