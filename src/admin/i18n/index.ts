import { NAMESPACE } from "../lib/namespace"
import { de } from "./de"
import { en } from "./en"
import { es } from "./es"

export default {
  en: { [NAMESPACE]: en },
  de: { [NAMESPACE]: de },
  es: { [NAMESPACE]: es },
}
