import { createReadStream, existsSync, statSync } from "node:fs"
import { createServer, type Server } from "node:http"
import path from "node:path"

import { buildElements } from "../../../packages/storefront/build/elements"
import { expectBasket } from "../../../scripts/demo/walkthrough/expected"
import { dollars, Visitor } from "../support/visitor"
import { BASKET, bookedState, handOver, JOHN, type Stage } from "./journey"

const PACKAGE = path.resolve("packages", "storefront")
const PAGE = path.join(import.meta.dirname, "without-react.html")
const BROWSER_FOLDER = path.join(PACKAGE, "dist", "browser")
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
}
/** By then, one that the read cart asked for would have been sent. */
const SECOND_EVALUATION_MS = 1_000
const FEW_POINTS = "Use 500 points for $1 off?"

/** Serves the page, the package's styles and its bundle of elements, as any web server would. */
const servePage = (port: number): Promise<Server> => {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname
    const file =
      name === "/"
        ? PAGE
        : name === "/styles.css"
          ? path.join(PACKAGE, "styles.css")
          : path.join(BROWSER_FOLDER, path.normalize(name))
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain" })
    createReadStream(file).pipe(response)
  })
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)))
}

/** The custom elements on a page that knows neither React nor a bundler. */
export function withoutReact(stage: () => Stage): void {
  it("completes the journey on a static page with the custom elements", async () => {
    const { browser, storefront } = stage()
    const { seeded, backend_url, page_port } = storefront
    await buildElements()
    const server = await servePage(page_port)
    const state = bookedState(stage(), JOHN.id)
    const plain = expectBasket(BASKET, state, { redeem: false })
    const chosen = expectBasket(BASKET, state, { redeem: true })
    const more = expectBasket({ ...BASKET, COF16: 3 }, state, { redeem: true })
    const visitor = await Visitor.open(browser, `http://localhost:${page_port}`)
    const { page } = visitor
    const total = (cents: number) =>
      visitor
        .figure("Total")
        .filter({ hasText: dollars(cents) })
        .waitFor()

    const query = new URLSearchParams({
      backend: backend_url,
      key: seeded.stores[0]?.publishable_key ?? "",
      region: seeded.region_id,
      option: seeded.shipping_option_id,
      coffee: seeded.variants["COF16"] ?? "",
      candy: seeded.variants["CANDY"] ?? "",
      energy: seeded.variants["ENERGY"] ?? "",
    })
    await visitor.go(`/?${query}`)
    await visitor.identify(JOHN.phone)
    await page.getByText(JOHN.greeting).waitFor()
    await total(plain.totalCents)
    await visitor.accept(FEW_POINTS)
    await total(chosen.totalCents)
    const evaluations: string[] = []
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/store/loyalty/rewards")) {
        evaluations.push(request.url())
      }
    })
    await visitor.button("One coffee more").click()
    await total(more.totalCents)
    await page.waitForTimeout(SECOND_EVALUATION_MS)
    expect(evaluations).toHaveLength(1)
    expect.soft(await visitor.inspect("without-react")).toEqual([])
    await visitor.button("Order and pay").click()
    await page.getByRole("heading", { name: "Thank you!" }).waitFor()
    await page.getByText(`${more.earnedPoints} points are on their way`).waitFor()
    const order_id = await page.locator("loyalty-order-summary").getAttribute("order-id")

    const { booked, paid } = await handOver(stage(), order_id ?? "")
    expect(Math.round(paid * 100)).toBe(more.totalCents)
    expect(booked.newBalance).toBe(more.balance)
    expect(visitor.faults).toEqual([])
    await visitor.close()
    await new Promise((resolve) => server.close(resolve))
  })
}
