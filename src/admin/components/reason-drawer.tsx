import { Button, Drawer, Textarea } from "@medusajs/ui"
import { useState, type FormEvent, type ReactNode } from "react"

import { useMessages } from "../lib/use-messages"
import { Field } from "./form/field"

/** As long as the routes take it. */
const REASON_MAX = 500

interface ReasonDrawerProps {
  open: boolean
  title: string
  /** What happens then, in plain words. */
  description: string
  confirm: string
  isDangerous?: boolean
  isPending: boolean
  onConfirm: (reason: string) => void
  onClose: () => void
  /** Fields above the reason. */
  children?: ReactNode
}

/** Asks why, before something is done that stands in the audit with its reason. */
export const ReasonDrawer = ({ open, onClose, ...form }: ReasonDrawerProps) => (
  <Drawer open={open} onOpenChange={(is_open) => !is_open && onClose()}>
    <Drawer.Content>
      <Drawer.Header>
        <Drawer.Title>{form.title}</Drawer.Title>
        <Drawer.Description className="text-ui-fg-subtle txt-small">
          {form.description}
        </Drawer.Description>
      </Drawer.Header>
      {open && <ReasonForm {...form} />}
    </Drawer.Content>
  </Drawer>
)

type ReasonFormProps = Pick<
  ReasonDrawerProps,
  "confirm" | "isDangerous" | "isPending" | "onConfirm" | "children"
>

const ReasonForm = ({ confirm, isDangerous, isPending, onConfirm, children }: ReasonFormProps) => {
  const t = useMessages()
  const [reason, setReason] = useState("")
  const [isMissing, setMissing] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === "") {
      setMissing(true)
      return
    }
    onConfirm(reason.trim())
  }
  return (
    <form className="flex min-h-0 flex-1 flex-col" onSubmit={submit} noValidate>
      <Drawer.Body className="flex flex-1 flex-col gap-y-6 overflow-y-auto">
        {children}
        <Field
          label={t("reason.label")}
          hint={t("reason.hint")}
          error={isMissing ? t("reason.missing") : undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              autoFocus={!children}
              rows={4}
              maxLength={REASON_MAX}
              value={reason}
              onChange={(event) => {
                setReason(event.target.value)
                setMissing(false)
              }}
            />
          )}
        </Field>
      </Drawer.Body>
      <Drawer.Footer>
        <Drawer.Close asChild>
          <Button size="small" variant="secondary">
            {t("actions.cancel")}
          </Button>
        </Drawer.Close>
        <Button
          size="small"
          type="submit"
          variant={isDangerous ? "danger" : "primary"}
          isLoading={isPending}
        >
          {confirm}
        </Button>
      </Drawer.Footer>
    </form>
  )
}
