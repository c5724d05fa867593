import type { Messages } from "./use-messages"

/** What somebody did, in words. A dot in an action's name would be a level of our texts. */
export function auditWords(action: string, t: Messages): string {
  return t(`audit.${action.replace(".", "_")}`, { defaultValue: action })
}
