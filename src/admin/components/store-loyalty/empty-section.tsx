import { Container, Text } from "@medusajs/ui"

import { SectionHeader } from "./section-header"

/** The section when there is nothing to set up loyalty for, or with. */
export const EmptySection = ({ title, text }: { title: string; text: string }) => (
  <Container className="divide-y p-0">
    <SectionHeader />
    <div className="flex flex-col items-center gap-y-1 px-6 py-12 text-center">
      <Text size="small" leading="compact" weight="plus">
        {title}
      </Text>
      <Text size="small" className="text-ui-fg-subtle">
        {text}
      </Text>
    </div>
  </Container>
)
