import { defineConfig, loadEnv } from "@medusajs/framework/utils"

loadEnv(process.env.NODE_ENV ?? "development", process.cwd())

/**
 * The app that runs this plugin for the demo and the tests. A shop registers the same module
 * through `plugins: [{ resolve: "medusa-plugin-loyalty", options }]` instead (README).
 */
const redisUrl = process.env.REDIS_URL

const redisModules = redisUrl
  ? [
      { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
      { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
      {
        resolve: "@medusajs/medusa/caching",
        options: {
          providers: [
            {
              resolve: "@medusajs/medusa/caching-redis",
              id: "caching-redis",
              is_default: true,
              options: { redisUrl },
            },
          ],
        },
      },
      {
        resolve: "@medusajs/medusa/locking",
        options: {
          providers: [
            {
              resolve: "@medusajs/medusa/locking-redis",
              id: "locking-redis",
              is_default: true,
              options: { redisUrl },
            },
          ],
        },
      },
    ]
  : []

/** `server` answers requests, `worker` runs events and jobs, `shared` does both. */
function workerMode(mode: string | undefined): "server" | "worker" | "shared" {
  return mode === "server" || mode === "worker" ? mode : "shared"
}

const extraPaymentProviders = process.env.LOYALTY_TEST_PAYMENT_PROVIDER
  ? [
      {
        resolve: "@medusajs/medusa/payment",
        options: {
          providers: [{ resolve: process.env.LOYALTY_TEST_PAYMENT_PROVIDER, id: "test" }],
        },
      },
    ]
  : []

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    redisUrl,
    workerMode: workerMode(process.env.MEDUSA_WORKER_MODE),
    http: {
      storeCors: process.env.STORE_CORS ?? "http://localhost:8000",
      adminCors: process.env.ADMIN_CORS ?? "http://localhost:9000",
      authCors: process.env.AUTH_CORS ?? "http://localhost:9000,http://localhost:8000",
      jwtSecret: process.env.JWT_SECRET ?? "development-only",
      cookieSecret: process.env.COOKIE_SECRET ?? "development-only",
    },
    cookieOptions:
      process.env.INSECURE_COOKIES === "true" ? { secure: false, sameSite: "lax" } : undefined,
  },
  admin: { disable: process.env.MEDUSA_DISABLE_ADMIN === "true" },
  modules: [
    {
      resolve: "./src/modules/loyalty",
      options: {
        providers: [
          {
            resolve: "./src/providers/pdi",
            id: "pdi",
            // The demo and the tests run their engine on this machine or beside it; a shop never
            // needs this, and production refuses plain HTTP whatever stands here.
            options: {
              allow_private_addresses: process.env.LOYALTY_ALLOW_PRIVATE_ADDRESSES === "true",
              allow_http: process.env.LOYALTY_ALLOW_HTTP === "true",
            },
          },
        ],
      },
    },
    ...redisModules,
    ...extraPaymentProviders,
  ],
})
