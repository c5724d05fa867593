import { NAMESPACE } from "../lib/namespace"
import { ar } from "./ar"
import { de } from "./de"
import { en } from "./en"
import { es } from "./es"
import { fr } from "./fr"
import { booksAr } from "./books/ar"
import { pagesAr } from "./pages/ar"
import { booksDe } from "./books/de"
import { pagesDe } from "./pages/de"
import { booksEn } from "./books/en"
import { pagesEn } from "./pages/en"
import { booksEs } from "./books/es"
import { pagesEs } from "./pages/es"
import { booksFr } from "./books/fr"
import { pagesFr } from "./pages/fr"
import { withPlurals } from "./plurals"

export default {
  en: { [NAMESPACE]: withPlurals("en", { ...en, ...pagesEn, ...booksEn }) },
  de: { [NAMESPACE]: withPlurals("de", { ...de, ...pagesDe, ...booksDe }) },
  es: { [NAMESPACE]: withPlurals("es", { ...es, ...pagesEs, ...booksEs }) },
  fr: { [NAMESPACE]: withPlurals("fr", { ...fr, ...pagesFr, ...booksFr }) },
  ar: { [NAMESPACE]: withPlurals("ar", { ...ar, ...pagesAr, ...booksAr }) },
}
