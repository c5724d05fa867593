import { Hint, Label, Switch } from "@medusajs/ui"
import { useId } from "react"

interface SwitchBoxProps {
  label: string
  hint: string
  error?: string | undefined
  checked: boolean
  onChange: (checked: boolean) => void
}

/** A switch with its meaning beside it, as Medusa's own forms have them. */
export const SwitchBox = ({ label, hint, error, checked, onChange }: SwitchBoxProps) => {
  const id = useId()
  return (
    <div className="bg-ui-bg-component shadow-elevation-card-rest flex items-start gap-x-3 rounded-lg p-3">
      <Switch
        id={id}
        className="shrink-0 rtl:rotate-180"
        dir="ltr"
        checked={checked}
        onCheckedChange={onChange}
        aria-describedby={`${id}-note`}
      />
      <div className="flex min-w-0 flex-col">
        <Label htmlFor={id} size="small" weight="plus">
          {label}
        </Label>
        <Hint id={`${id}-note`} variant={error ? "error" : "info"}>
          {error ?? hint}
        </Hint>
      </div>
    </div>
  )
}
