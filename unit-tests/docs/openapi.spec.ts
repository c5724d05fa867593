import { readFileSync } from "node:fs"
import path from "node:path"

import { Validator } from "@seriousme/openapi-schema-validator"

import { ReplyChecker } from "../../integration-tests/helpers/replies"
import {
  openApiDocument,
  operationIdOf,
  type OpenApiDocument,
  type Sources,
} from "../../scripts/openapi/document"
import { EXTRAS } from "../../scripts/openapi/extras"
import { readRoutes, routesOf, type Route } from "../../scripts/openapi/route-files"
import { docsPage } from "../../src/api/loyalty/docs/page"
import type { ApiDocument } from "../../src/api/loyalty/docs/document"
import { sourceFiles } from "../architecture/source-files"

const document = JSON.parse(
  readFileSync(path.resolve("docs", "openapi.json"), "utf8"),
) as OpenApiDocument

const operations = Object.entries(document.paths).flatMap(([url, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ url, method, operation })),
)

describe("docs/openapi.json", () => {
  it("is an OpenAPI 3.1 document", async () => {
    const validator = new Validator()
    const result = await validator.validate(structuredClone(document))

    expect(result.errors ?? []).toEqual([])
    expect(validator.version).toBe("3.1")
  })

  it("has every handler of every route file", () => {
    const exported = sourceFiles("src/api")
      .filter(({ path }) => path.endsWith("/route.ts"))
      .flatMap(({ path: file, code }) =>
        [...code.matchAll(/export (?:const|async function|function) ([A-Z]+)\b/g)].map(
          ([, method = ""]) => `${method} /${path.dirname(file).split("/").slice(2).join("/")}`,
        ),
      )
      .map((name) => name.replace(/\[(\w+)\]/g, "{$1}"))
    const listed = operations.map(({ url, method }) => `${method.toUpperCase()} ${url}`)

    expect(exported.length).toBeGreaterThan(20)
    expect(listed).toEqual(expect.arrayContaining(exported))
  })

  it("has an extra only for routes that exist", () => {
    const known = readRoutes(".").map(({ method, path }) => `${method} ${path}`)

    expect(Object.keys(EXTRAS).filter((key) => !known.includes(key))).toEqual([])
  })

  it("names each operation once", () => {
    const ids = operations.map(({ operation }) => operation.operationId)

    expect(new Set(ids).size).toBe(ids.length)
  })

  it("has examples that are as it says", () => {
    const checker = ReplyChecker.fromFile()
    const examples = operations.flatMap(({ url, method, operation }) => {
      const { responses } = operation as unknown as ApiDocument["paths"][string][string]
      const example = responses["200"]?.content?.["application/json"]?.example
      return example === undefined ? [] : [{ method, url, status: 200, body: example }]
    })

    expect(examples.length).toBeGreaterThan(12)
    expect(examples.map((reply) => checker.faultOf(reply)).filter(Boolean)).toEqual([])
  })

  it("shows no id, token or address of the run that recorded the examples", () => {
    const text = JSON.stringify(document)

    expect(text).not.toMatch(/127\.0\.0\.1|localhost:\d|lst_[\w-]{8,}/)
    expect(text).not.toMatch(/"(phone|email|card)_?\w*":"\+?\d{6,}/)
  })
})

describe("the generator", () => {
  const route = (code: string): Route[] => routesOf("src/api/store/loyalty/x/[id]/route.ts", code)
  const sources = (routes: Route[]): Sources => ({
    version: "0.0.0",
    routes,
    validators: {},
    types: {},
    examples: {},
  })

  it("reads path, summary, body, query and reply from the file", () => {
    const [read] = route(`
      /** Does
       * it. */
      export const POST = answering<AuthenticatedMedusaRequest<BodyType>, Reply>(async (req) => {
        const query = req.validatedQuery as QueryType
      })`)

    expect(read).toMatchObject({
      method: "POST",
      path: "/store/loyalty/x/{id}",
      summary: "Does it.",
      body: "Body",
      query: "Query",
      reply: "Reply",
    })
    expect(operationIdOf(read as Route)).toBe("PostStoreLoyaltyXById")
  })

  it.each([
    ["a handler without a comment", "export const GET = answering<R, Reply>(x)", /doc comment/],
    ["a reply of no known type", "/** Yes. */ export const GET = answering<R, Reply>(x)", /reply/],
    [
      "a validator that nobody exports",
      "/** Yes. */ export const POST = answering<MedusaRequest<NoneType>, Reply>(x)",
      /exports None/,
    ],
  ])("refuses %s", (_, code, message) => {
    expect(() => openApiDocument(sources(route(code)))).toThrow(message)
  })
})

describe("the check of replies", () => {
  const checker = ReplyChecker.fromFile()
  const health = { status: "healthy", timestamp: "now", uptime: 1, checks: {} }
  const get = (url: string, status: number, body: unknown) =>
    checker.faultOf({ method: "GET", url, status, body })

  it("accepts what the document says, and leaves other routes alone", () => {
    expect(get("/loyalty/health?x=1", 200, health)).toBeUndefined()
    expect(get("/store/products", 200, { anything: 1 })).toBeUndefined()
    expect(get("/store/loyalty/session/lses_1", 404, { message: "no" })).toBeUndefined()
  })

  it.each([
    ["a missing field", "/loyalty/health", 200, { ...health, uptime: undefined }],
    ["a field nobody named", "/loyalty/health", 200, { ...health, secret: "x" }],
    ["another type", "/loyalty/health", 200, { ...health, uptime: "1" }],
    ["an error without a message", "/loyalty/health", 500, { code: "x" }],
  ])("finds %s", (_, url, status, body) => {
    expect(get(url, status, body)).toContain(url)
  })
})

describe("the page at /loyalty/docs", () => {
  const page = docsPage(document as unknown as ApiDocument)

  it("shows every operation, and loads nothing", () => {
    for (const { url, operation } of operations) {
      expect(page).toContain(`<code>${url}</code>`)
      expect(page).toContain(`id="${operation.operationId}"`)
    }
    expect(page).not.toMatch(/<script|src=|https?:\/\/(?!loyalty\.example)/)
  })

  it("escapes what it shows", () => {
    const hostile = {
      ...document,
      info: { title: "<b>", version: "1", description: '"&' },
    } as unknown as ApiDocument

    expect(docsPage(hostile)).toContain("<h1>&lt;b&gt;")
  })
})
