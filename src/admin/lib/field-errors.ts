import type { FieldIssue, RequestError } from "./request-error"
import type { Messages } from "./use-messages"

/** What stands beside a field, by the field's path. */
export type FieldErrors = Readonly<Record<string, string>>

/** The server's most common words have translations; every other message is shown as it came. */
const KNOWN: Readonly<Record<string, string>> = {
  "is required": "issues.required",
  "must not be empty": "issues.empty",
}

/** Names that stand for ids in messages, so that a merchant sees no id. */
export type NamesById = ReadonlyMap<string, string>

/** Turns the server's list of what is wrong into words beside fields. */
export function fieldErrorsOf(error: RequestError, t: Messages, names: NamesById): FieldErrors {
  const errors: Record<string, string> = {}
  for (const issue of error.refusal.issues) {
    const said = wordsOf(issue, t, names)
    errors[issue.path] = errors[issue.path] ? `${errors[issue.path]} ${said}` : said
  }
  if (error.refusal.settings.length > 0) {
    errors["credentials.client_id"] = t("credentials.again")
  }
  return errors
}

function wordsOf({ message }: FieldIssue, t: Messages, names: NamesById): string {
  const known = KNOWN[message]
  return known ? t(known) : sentenceOf(withNames(message, names))
}

/** Puts names in the place of ids. */
export function withNames(message: string, names: NamesById): string {
  return message.replace(/\b(?:sc|store)_\w+/g, (id) => names.get(id) ?? id)
}

function sentenceOf(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
