import { adminLoyaltyMiddlewares } from "../../src/api/admin/loyalty/middlewares"
import { sourceFiles, type SourceFile } from "./source-files"

const FOLDER = "src/api/admin/loyalty"
const HANDLER = /export const (GET|POST|DELETE|PUT|PATCH)\b/g

interface Declared {
  methods: string[]
  matcher: string
  policies: { resource: string; operation: string }[]
}

/** `GET /admin/loyalty/sessions/:id`, as Medusa names what a route file answers. */
function routesOf({ path, code }: SourceFile): string[] {
  const address = path
    .replace(/^src\/api/, "")
    .replace(/\/route\.ts$/, "")
    .replace(/\[(\w+)\]/g, ":$1")
  return [...code.matchAll(HANDLER)].map(([, method]) => `${method} ${address}`)
}

const declared: Declared[] = adminLoyaltyMiddlewares.map(
  ({ methods, method, matcher, policies }) => ({
    methods: [methods ?? method ?? []].flat().map(String),
    matcher: String(matcher),
    policies: [policies ?? []].flat() as Declared["policies"],
  }),
)

/** What is asked of a role on a route; nothing when nobody declared it. */
const operationsOn = (route: string): string[] =>
  declared
    .filter(({ methods, matcher }) => methods.some((method) => `${method} ${matcher}` === route))
    .flatMap(({ policies }) =>
      policies.map(({ resource, operation }) => `${resource}:${operation}`),
    )

describe("every admin route", () => {
  const routes = sourceFiles(FOLDER)
    .filter(({ path }) => path.endsWith("/route.ts"))
    .flatMap(routesOf)

  it("is found", () => {
    expect(routes).toContain("GET /admin/loyalty/sessions/:id")
    expect(routes.length).toBeGreaterThan(15)
  })

  it.each(routes)("declares what a role needs: %s", (route) => {
    expect(operationsOn(route)).toHaveLength(1)
    // Looking a member up sends a number in the body, and changes nothing.
    const is_reading = route.startsWith("GET ") || route.endsWith("/lookup")
    expect(operationsOn(route)).toEqual([is_reading ? "loyalty:read" : "loyalty:update"])
  })

  it("is missed when nobody declared it", () => {
    expect(operationsOn("POST /admin/loyalty/sessions/:id/forget")).toEqual([])
  })
})
