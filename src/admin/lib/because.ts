import type { Messages } from "./use-messages"

/** As our own reasons are made; what a person writes rarely is. */
const OURS = /^[a-z_. ]+$/

/**
 * Why a session moved, in words: ours are known, a person's own stand as they were written. A dot or
 * a space in one of ours would be no key of our texts.
 */
export function because(reason: string, t: Messages): string {
  if (!OURS.test(reason)) {
    return reason
  }
  const failure = t(`failure.${reason}`, { defaultValue: "" })
  return failure || t(`because.${reason.replace(/[. ]/g, "_")}`, { defaultValue: reason })
}
