import { Select } from "@medusajs/ui"

import { Field } from "./field"

/** Radix allows no empty value, and "nothing chosen" is a choice here. */
const NOTHING = "__default__"

interface ChoiceFieldProps {
  label: string
  hint?: string
  error?: string | undefined
  optional?: string
  value: string
  choices: readonly { value: string; label: string }[]
  /** The label of "nothing chosen"; without it something is always chosen. */
  nothing?: string
  onChange: (value: string) => void
}

/** A field with a list to choose from. */
export const ChoiceField = ({ value, choices, nothing, onChange, ...field }: ChoiceFieldProps) => (
  <Field {...field}>
    {(control) => (
      <Select
        value={value === "" && nothing ? NOTHING : value}
        onValueChange={(chosen) => onChange(chosen === NOTHING ? "" : chosen)}
      >
        <Select.Trigger {...control}>
          <Select.Value />
        </Select.Trigger>
        <Select.Content>
          {nothing && <Select.Item value={NOTHING}>{nothing}</Select.Item>}
          {choices.map((choice) => (
            <Select.Item key={choice.value} value={choice.value}>
              {choice.label}
            </Select.Item>
          ))}
        </Select.Content>
      </Select>
    )}
  </Field>
)
