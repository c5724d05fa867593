import { Input } from "@medusajs/ui"

import { Field } from "./field"

interface TextFieldProps {
  label: string
  hint?: string
  error?: string | undefined
  optional?: string
  placeholder?: string | undefined
  value: string
  onChange: (value: string) => void
}

/** A field for one line of text. */
export const TextField = ({ value, placeholder, onChange, ...field }: TextFieldProps) => (
  <Field {...field}>
    {(control) => (
      <Input
        {...control}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
)
