import { NAMESPACE } from "../lib/namespace"
import { de } from "./de"
import { en } from "./en"
import { es } from "./es"
import { pagesDe } from "./pages/de"
import { pagesEn } from "./pages/en"
import { pagesEs } from "./pages/es"

export default {
  en: { [NAMESPACE]: { ...en, ...pagesEn } },
  de: { [NAMESPACE]: { ...de, ...pagesDe } },
  es: { [NAMESPACE]: { ...es, ...pagesEs } },
}
