import { Heading, Text } from "@medusajs/ui"
import type { ReactNode } from "react"

interface FormSectionProps {
  title: string
  hint?: string
  children: ReactNode
}

/** Fields that belong together. */
export const FormSection = ({ title, hint, children }: FormSectionProps) => (
  <section className="flex flex-col gap-y-4" aria-label={title}>
    <div>
      <Heading level="h2" className="txt-compact-medium-plus">
        {title}
      </Heading>
      {hint && (
        <Text size="small" className="text-ui-fg-subtle">
          {hint}
        </Text>
      )}
    </div>
    {children}
  </section>
)
