import { Text } from "@medusajs/ui"

interface TwoLinesProps {
  first: string
  /** Parts of the smaller line; those that are missing are left out. */
  second: string | readonly (string | null | undefined)[]
}

/** A cell that says what it is about, and below in small what belongs to it. */
export const TwoLines = ({ first, second }: TwoLinesProps) => (
  <div className="flex flex-col py-1">
    <Text size="small" leading="compact">
      {first}
    </Text>
    <Text size="xsmall" leading="compact" className="text-ui-fg-muted">
      {typeof second === "string" ? second : second.filter(Boolean).join(" · ")}
    </Text>
  </div>
)
