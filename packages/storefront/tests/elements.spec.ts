// @vitest-environment happy-dom
import { fail, succeed } from "../src/core/result.js"
import type { LoyaltyProviderElement } from "../src/elements/index.js"
import { de } from "../src/i18n/de.js"
import { en } from "../src/i18n/en.js"
import type { LoyaltyMessages } from "../src/i18n/messages.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer } from "./support/fake-server.js"

const until = (look: () => void) => vi.waitFor(look, { timeout: 8_000 })

/** The fake server as `fetch` sees it. */
const asFetch =
  (server: FakeServer): typeof fetch =>
  async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const result = await server.transport({
      method: (init?.method ?? "GET") as "GET" | "POST" | "DELETE",
      path: url.pathname,
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(typeof init?.body === "string" && { body: JSON.parse(init.body) as object }),
    })
    return result.ok
      ? Response.json(result.value)
      : Response.json({ code: result.failure.code }, { status: result.failure.status ?? 500 })
  }

describe("<loyalty-provider>", { timeout: 30_000 }, () => {
  let server: FakeServer
  beforeEach(() => {
    emptyBrowser()
    server = new FakeServer()
    vi.stubGlobal("fetch", asFetch(server))
    document.body.innerHTML = ""
  })
  afterEach(() => vi.unstubAllGlobals())

  const place = (html = "") => {
    document.body.innerHTML = `<div id="a"><loyalty-provider base-url="http://shop.test"
      publishable-key="pk_1">${html}</loyalty-provider></div><div id="b"></div>`
    const provider = document.querySelector<LoyaltyProviderElement>("loyalty-provider")
    if (!provider) {
      throw new Error("There is no provider")
    }
    return provider
  }

  // First: only before the elements are defined can something be set too early.
  it("takes what was set before it was defined", async () => {
    expect(customElements.get("loyalty-provider")).toBeUndefined()
    const provider = place()
    Object.assign(provider, {
      cart: CART,
      headers: { authorization: "Bearer early" },
      messages: { title: "Early" },
    })
    await import("../src/elements/index.js")
    customElements.upgrade(provider)
    await until(() => expect(provider.store?.getState().cart_id).toBe("cart_1"))
    await provider.store?.identify({ phone: "1" })

    expect(server.requests[0]?.headers?.["authorization"]).toBe("Bearer early")
    expect(provider.contextValue?.format.text("title")).toBe("Early")
    provider.remove()
  })

  const text = (provider: LoyaltyProviderElement, key: "title" | "retry") =>
    provider.contextValue?.format.text(key)
  const isIn = (dictionary: LoyaltyMessages, provider: LoyaltyProviderElement) =>
    until(() => expect(text(provider, "retry")).toBe(dictionary.retry))

  const withSession = async () => {
    await import("../src/elements/index.js")
    const provider = place()
    provider.cart = CART
    await provider.store?.identify({ phone: "1" })
    await until(() => expect(provider.store?.getState().status).toBe("active"))
    return provider
  }

  it.each([
    ["its language changes", (provider: Element) => provider.setAttribute("locale", "de")],
    ["its classes go", (provider: Element) => provider.toggleAttribute("unstyled")],
    ["it moves", (provider: Element) => document.getElementById("b")?.append(provider)],
  ])("keeps the session when %s", async (_name, change) => {
    const provider = await withSession()
    change(provider)
    await until(() => expect(provider.store?.getState().loading).toBe(false))

    expect(provider.store?.getState().session?.id).toBe("lses_1")
    expect(server.count("POST /store/loyalty/identify")).toBe(1)
    provider.remove()
  })

  describe("with some texts of the page's own", () => {
    beforeEach(() => {
      document.documentElement.lang = "de"
    })
    afterEach(() => document.documentElement.removeAttribute("lang"))

    it.each([
      ["before the language is there", async () => {}],
      ["after it", (provider: LoyaltyProviderElement) => isIn(de, provider)],
    ])("speaks the page's language around those set %s", async (_when, wait) => {
      await import("../src/elements/index.js")
      const provider = place()
      await wait(provider)
      provider.messages = { title: "Bonusclub" }

      await isIn(de, provider)
      expect(text(provider, "title")).toBe("Bonusclub")
      provider.setAttribute("locale", "en")
      await isIn(en, provider)
      expect(text(provider, "title")).toBe("Bonusclub")
      provider.remove()
    })
  })

  it.each([
    ["de_DE", de],
    ["", en],
  ])("speaks the language that locale=%j means", async (locale, dictionary) => {
    await import("../src/elements/index.js")
    const provider = place()
    provider.setAttribute("locale", locale)

    await isIn(dictionary, provider)
    provider.remove()
  })

  it("reads a cart by its id, and another one when the id changes", async () => {
    await import("../src/elements/index.js")
    const provider = place()
    server.on("GET /store/carts/cart_2", () => succeed({ cart: { ...CART, id: "cart_2" } }))
    server.on("GET /store/carts/cart_1", () => succeed({ cart: CART }))
    provider.setAttribute("cart-id", "cart_1")
    await until(() => expect(provider.store?.getState().cart?.id).toBe("cart_1"))
    provider.setAttribute("cart-id", "cart_2")

    await until(() => expect(provider.store?.getState().cart?.id).toBe("cart_2"))
    provider.remove()
  })

  it("says that it is unavailable where the server is not Medusa", async () => {
    await import("../src/elements/index.js")
    const provider = place()
    server.on("POST /store/loyalty/identify", () => fail("unknown", { status: 502 }))
    provider.cart = CART
    await provider.store?.identify({ phone: "1" })

    expect(provider.store?.getState().status).toBe("unavailable")
    provider.remove()
  })
})
