import { useTranslation } from "react-i18next"

import { NAMESPACE } from "./namespace"

/** Our texts in the language of Admin, or in English. */
export const useMessages = () => useTranslation(NAMESPACE).t

export type Messages = ReturnType<typeof useMessages>
