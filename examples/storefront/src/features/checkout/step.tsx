import { useId, type ReactNode } from "react"

interface StepProps {
  number: number
  title: string
  isDone?: boolean
  /** Beside the title, such as a button that opens the step again. */
  action?: ReactNode
  children: ReactNode
}

/** One numbered part of the checkout. */
export function Step({ number, title, isDone = false, action, children }: StepProps) {
  const id = useId()
  return (
    <section className="panel step" aria-labelledby={id}>
      <div className="step-head">
        <span
          className={isDone ? "step-number step-number-done" : "step-number"}
          aria-hidden="true"
        >
          {isDone ? "✓" : number}
        </span>
        <h2 id={id}>
          {title}
          {isDone && <span className="visually-hidden"> (done)</span>}
        </h2>
        {action}
      </div>
      {children}
    </section>
  )
}
