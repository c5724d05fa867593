import type { Messages } from "./use-messages"

/** What to do about a failure code of an engine; empty where there is no code. */
export const adviceOn = (code: string | undefined, t: Messages): string =>
  code === undefined
    ? ""
    : t(`test.advice.${code}`, { defaultValue: t("test.advice.other", { code }) })
