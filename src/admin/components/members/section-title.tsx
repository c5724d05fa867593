import { Heading, Text } from "@medusajs/ui"

/** The title of a box of the page. */
export const SectionTitle = ({
  children,
  note,
}: {
  children: string
  note?: string | undefined
}) => (
  <div className="px-6 py-4">
    <Heading level="h2">{children}</Heading>
    {note && (
      <Text size="small" className="text-ui-fg-subtle">
        {note}
      </Text>
    )}
  </div>
)

/** What stands in a box that has nothing to show. */
export const Nothing = ({ children }: { children: string }) => (
  <Text size="small" className="text-ui-fg-muted px-6 py-8 text-center">
    {children}
  </Text>
)
