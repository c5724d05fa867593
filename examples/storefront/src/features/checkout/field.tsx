import type { InputHTMLAttributes } from "react"

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  name: string
  hint?: string
}

/** An input under its label. */
export function Field({ label, name, hint, ...input }: FieldProps) {
  const hintId = hint === undefined ? undefined : `${name}-hint`
  return (
    <div className="field">
      <label htmlFor={name}>
        {label}
        {!input.required && <span className="muted"> (optional)</span>}
      </label>
      <input id={name} name={name} aria-describedby={hintId} {...input} />
      {hint !== undefined && (
        <p id={hintId} className="muted small">
          {hint}
        </p>
      )}
    </div>
  )
}
