import http from "node:http"
import { createRequire } from "node:module"
import { brotliDecompressSync, gunzipSync } from "node:zlib"

import { readSeed } from "../packages/pdi-simulator/src/books/seed"
import { Tokens } from "../packages/pdi-simulator/src/http/tokens"
import { MEMBERS_FILE, PROMOTIONS_FILE } from "../packages/pdi-simulator/src/paths"
import { failWith } from "./helpers/fail-with"
import { LeakDetector } from "./helpers/leaks"
import { isOurRoute, sweepDatabase, withoutGivenToken, type Database } from "./helpers/leak-sweep"

/**
 * No phone number, card, e-mail address of a member, token or secret in anything that a test's
 * Medusa writes down or answers: log lines of every level, replies with their headers, metrics,
 * and the rows that a trade leaves in its database. Loaded before every spec file, so that no test can be forgotten;
 * the test that made a leak fails.
 */
const detector = new LeakDetector()
const leaks = new Set<string>()

const look = (where: string, text: string, reach?: "everywhere"): void => {
  const leak = detector.find(text, reach)
  if (leak !== undefined) {
    leaks.add(`${where}: ${leak}`)
  }
}

for (const { phones, email, card } of readSeed({
  membersFile: MEMBERS_FILE,
  promotionsFile: PROMOTIONS_FILE,
}).members) {
  phones.forEach((phone) => detector.learnPhone(phone))
  detector.learn("e-mail address", email ?? "", "ours")
  detector.learn("card number", card ?? "")
}
for (const credential of ["demo-client", "demo-secret"]) {
  detector.learn("credential", credential)
}
for (const { 1: key } of (process.env.LOYALTY_ENCRYPTION_KEYS ?? "").matchAll(/:([^,]+)/g)) {
  detector.learn("encryption key", key ?? "")
  detector.learn("encryption key", Buffer.from(key ?? "", "base64").toString("hex"))
}

// The engine of the tests runs in this process: each token that it issues is known.
const issue = Object.getOwnPropertyDescriptor(Tokens.prototype, "issue")?.value as Tokens["issue"]
Tokens.prototype.issue = function (this: Tokens, lifetimeSeconds) {
  const token = issue.call(this, lifetimeSeconds)
  detector.learn("engine token", token)
  return token
}

interface Given {
  credentials?: unknown
  [identifier: string]: unknown
}

/** What a request brings along that must not come out again. */
const learnFrom = (body: unknown): void => {
  const { credentials, phone, card } = (body ?? {}) as Given
  if (typeof credentials === "object" && credentials !== null) {
    const { client_id, client_secret } = credentials as Given
    for (const value of [client_id, client_secret].filter((given) => typeof given === "string")) {
      detector.learn("credential", value)
    }
  }
  for (const typed of [phone, card].filter((given) => typeof given === "string")) {
    detector.learnPhone(typed)
  }
}

/** Express puts `locals` on its responses; the simulator's server does not. */
type Answer = http.ServerResponse & {
  locals?: object
  req: http.IncomingMessage & { originalUrl?: string; body?: unknown }
}

const lookAtReply = (answer: Answer, body: Buffer): void => {
  const url = answer.req.originalUrl ?? ""
  learnFrom(answer.req.body)
  const encoding = answer.getHeader("content-encoding")
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync }[String(encoding)]
  const text = withoutGivenToken(url, (unpack?.(body) ?? body).toString("utf8"))
  const reach = isOurRoute(url) ? undefined : "everywhere"
  if (reach === undefined || answer.statusCode >= 400) {
    look(`reply ${answer.req.method} ${url} ${answer.statusCode}`, text, reach)
    look(`headers ${answer.req.method} ${url}`, JSON.stringify(answer.getHeaders()), reach)
  }
}

// Wherever the answer goes, the tests' client, a browser or an SDK, it leaves by this door.
const chunks = new WeakMap<object, Buffer[]>()
const { write, end } = http.ServerResponse.prototype
const keep = (answer: Answer, chunk: unknown, encoding: unknown): void => {
  if (typeof chunk === "string" || chunk instanceof Uint8Array) {
    const charset = typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8"
    const part = typeof chunk === "string" ? Buffer.from(chunk, charset) : Buffer.from(chunk)
    chunks.set(answer, [...(chunks.get(answer) ?? []), part])
  }
}
http.ServerResponse.prototype.write = function (this: Answer, ...given: unknown[]) {
  if (this.locals) {
    keep(this, given[0], given[1])
  }
  return write.apply(this, given as Parameters<typeof write>)
}
http.ServerResponse.prototype.end = function (this: Answer, ...given: unknown[]) {
  if (this.locals) {
    keep(this, given[0], given[1])
    lookAtReply(this, Buffer.concat(chunks.get(this) ?? []))
    chunks.delete(this)
  }
  return end.apply(this, given as unknown as Parameters<typeof end>)
} as typeof end

for (const method of ["log", "info", "warn", "error", "debug"] as const) {
  const print = console[method].bind(console)
  console[method] = (...given: unknown[]) => {
    look(`console.${method}`, given.map(String).join(" "))
    print(...given)
  }
}

/** As Medusa names it; its module is not loaded for files that need no Medusa. */
const PG_CONNECTION = "__pg_connection__"

const require = createRequire(import.meta.url)
/** A module of Medusa's if the spec file uses it: loading it here would slow all others down. */
const loaded = (name: string): unknown => require.cache[require.resolve(name)]?.exports

interface Logger {
  shouldLog: (level: string) => boolean
  loggerInstance_: { on(event: "data", heard: (line: object) => void): void }
}

beforeAll(() => {
  const framework = loaded("@medusajs/framework/logger") as { logger: Logger } | undefined
  if (framework) {
    // Every level, also those that a test run does not print: we make no line that nobody wants.
    framework.logger.shouldLog = () => true
    framework.logger.loggerInstance_.on("data", (line) => look("log", JSON.stringify(line)))
  }
})

afterEach(async () => {
  const framework = loaded("@medusajs/framework") as { container: Container } | undefined
  const database = framework?.container.resolve<Database | undefined>(PG_CONNECTION, {
    allowUnregistered: true,
  })
  if (database) {
    await sweepDatabase(database, look)
  }
  const found = [...leaks]
  leaks.clear()
  failWith(found)
})

interface Container {
  resolve<T>(name: string, options: object): T
}

afterAll(() => {
  failWith([...leaks])
})
