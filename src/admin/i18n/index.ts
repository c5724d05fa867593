import { NAMESPACE } from "../lib/namespace"
import { de } from "./de"
import { en } from "./en"
import { es } from "./es"
import { booksDe } from "./books/de"
import { pagesDe } from "./pages/de"
import { booksEn } from "./books/en"
import { pagesEn } from "./pages/en"
import { booksEs } from "./books/es"
import { pagesEs } from "./pages/es"

export default {
  en: { [NAMESPACE]: { ...en, ...pagesEn, ...booksEn } },
  de: { [NAMESPACE]: { ...de, ...pagesDe, ...booksDe } },
  es: { [NAMESPACE]: { ...es, ...pagesEs, ...booksEs } },
}
