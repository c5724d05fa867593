import { Button, Hint, Input, Text } from "@medusajs/ui"
import { useState } from "react"

import type { FieldErrors } from "../../lib/field-errors"
import { useMessages } from "../../lib/use-messages"
import { Field } from "../form/field"

const CLIENT_ID = "loyalty_client_id"
const CLIENT_SECRET = "loyalty_client_secret"

/**
 * Reads the credentials of the form, or null where none were typed. They live in their inputs
 * alone: React writes a value that it controls into the page's markup.
 */
export function credentialsIn(form: HTMLFormElement): Record<string, string> | null {
  const typed = new FormData(form)
  const read = (name: string) => {
    const value = typed.get(name)
    return typeof value === "string" ? value.trim() : ""
  }
  const client_id = read(CLIENT_ID)
  const client_secret = read(CLIENT_SECRET)
  return client_id || client_secret ? { client_id, client_secret } : null
}

interface CredentialsFieldsProps {
  /** The end of the saved client id, empty when nobody knows it; null when nothing is saved. */
  saved: string | null
  isMoving: boolean
  errors: FieldErrors
}

/** Credentials can be written, never read: what is saved shows its end only. */
export const CredentialsFields = ({ saved, isMoving, errors }: CredentialsFieldsProps) => {
  const t = useMessages()
  const [isReplacing, setReplacing] = useState(false)
  const id_error = errors["credentials.client_id"] ?? errors["credentials"]
  const secret_error = errors["credentials.client_secret"]
  const is_open = saved === null || isReplacing || isMoving || !!id_error || !!secret_error
  if (!is_open) {
    return <SavedCredentials hint={saved} onReplace={() => setReplacing(true)} />
  }
  return (
    <div className="flex flex-col gap-y-2">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field label={t("fields.client_id")} error={id_error}>
          {(control) => (
            <Input {...control} name={CLIENT_ID} autoComplete="off" spellCheck={false} />
          )}
        </Field>
        <Field label={t("fields.client_secret")} error={secret_error}>
          {(control) => (
            <Input {...control} name={CLIENT_SECRET} type="password" autoComplete="new-password" />
          )}
        </Field>
      </div>
      <div className="flex items-start justify-between gap-x-4">
        <Hint>
          {isMoving && saved !== null ? t("credentials.again") : t("credentials.writeOnly")}{" "}
          {saved === null && t("credentials.optional")}
        </Hint>
        {saved !== null && isReplacing && !isMoving && (
          <Button
            size="small"
            variant="transparent"
            type="button"
            className="shrink-0"
            onClick={() => setReplacing(false)}
          >
            {t("actions.keep")}
          </Button>
        )}
      </div>
    </div>
  )
}

const SavedCredentials = ({ hint, onReplace }: { hint: string; onReplace: () => void }) => {
  const t = useMessages()
  return (
    <div className="flex flex-col space-y-2">
      <Text size="small" leading="compact" weight="plus">
        {t("fields.credentials")}
      </Text>
      <div className="bg-ui-bg-component shadow-elevation-card-rest flex items-center justify-between gap-x-4 rounded-lg px-3 py-2">
        <div>
          <Text size="small" leading="compact">
            {hint ? t("credentials.savedAs", { hint }) : t("credentials.saved")}
          </Text>
          <Text size="small" className="text-ui-fg-muted">
            {t("credentials.writeOnly")}
          </Text>
        </div>
        <Button
          size="small"
          variant="secondary"
          type="button"
          className="shrink-0"
          onClick={onReplace}
        >
          {t("actions.replace")}
        </Button>
      </div>
    </div>
  )
}
