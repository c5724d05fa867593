import { Hint, Label, Text } from "@medusajs/ui"
import { useId, type ReactNode } from "react"

interface FieldProps {
  label: string
  hint?: string
  error?: string | undefined
  optional?: string
  /** Gets what ties the control to its label, hint and error. */
  children: (control: ControlProps) => ReactNode
}

export interface ControlProps {
  id: string
  "aria-describedby": string | undefined
  "aria-invalid": boolean
}

/** A labelled control with its hint, or with what is wrong with it. */
export const Field = ({ label, hint, error, optional, children }: FieldProps) => {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="flex flex-col space-y-2">
      <div className="flex items-center gap-x-1">
        <Label htmlFor={id} size="small" weight="plus">
          {label}
        </Label>
        {optional && (
          <Text size="small" leading="compact" className="text-ui-fg-muted">
            ({optional})
          </Text>
        )}
      </div>
      {children({
        id,
        "aria-describedby": note ? `${id}-note` : undefined,
        "aria-invalid": error !== undefined,
      })}
      {note && (
        <Hint
          id={`${id}-note`}
          variant={error ? "error" : "info"}
          role={error ? "alert" : undefined}
        >
          {note}
        </Hint>
      )}
    </div>
  )
}
