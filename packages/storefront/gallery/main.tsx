import { createElement } from "react"
import { createRoot } from "react-dom/client"

import { ar } from "../src/i18n/ar.js"
import { de } from "../src/i18n/de.js"
import { en } from "../src/i18n/en.js"
import { es } from "../src/i18n/es.js"
import { fr } from "../src/i18n/fr.js"
import * as account from "./stories/account.stories.js"
import * as checkout from "./stories/checkout.stories.js"
import * as order from "./stories/order.stories.js"
import * as parts from "./stories/parts.stories.js"
import type { Story } from "./story.js"

const LANGUAGES = { en, es, fr, de, ar }
type Language = keyof typeof LANGUAGES

const FILES = [checkout, parts, order, account].map(({ default: { title }, ...stories }) => ({
  title,
  stories: Object.entries<Story>(stories),
}))

const asked = new URLSearchParams(location.search)
const given = asked.get("locale") ?? "en"
const locale: Language = given in LANGUAGES ? (given as Language) : "en"
const only = asked.get("story")
const look = { locale, messages: LANGUAGES[locale], unstyled: asked.has("unstyled") }

/** `?story=CheckoutLoyalty/Active&locale=de&theme=night&unstyled` shows one story alone. */
function Gallery() {
  return (
    <main className="gallery">
      {only === null && <Head />}
      {FILES.map(({ title, stories }) => {
        const shown = stories.filter(([name]) => only === null || only === `${title}/${name}`)
        return (
          shown.length > 0 && (
            <div key={title}>
              {only === null && <h2 className="gallery-title">{title}</h2>}
              <div className="gallery-grid">
                {shown.map(([name, Shown]) => (
                  <article
                    key={name}
                    data-story={`${title}/${name}`}
                    aria-label={`${title} ${name}`}
                  >
                    {only === null && <p className="gallery-name">{name}</p>}
                    {createElement(Shown, look)}
                  </article>
                ))}
              </div>
            </div>
          )
        )
      })}
    </main>
  )
}

function Head() {
  const link = (change: Record<string, string>) =>
    `?${new URLSearchParams({ ...Object.fromEntries(asked), ...change })}`
  return (
    <header>
      <h1>medusa-loyalty-storefront</h1>
      <nav aria-label="Look">
        {Object.keys(LANGUAGES).map((language) => (
          <a key={language} href={link({ locale: language })}>
            {language}
          </a>
        ))}
        <a href={link({ theme: "night" })}>night</a>
        <a href={link({ unstyled: "1" })}>unstyled</a>
        <a href="?">reset</a>
      </nav>
    </header>
  )
}

document.documentElement.dataset["theme"] = asked.get("theme") ?? "day"
const root = document.getElementById("gallery")
if (root) {
  createRoot(root).render(<Gallery />)
}
