import { Text } from "@medusajs/ui"

import { useFormat } from "../lib/use-format"

interface TwoLinesProps {
  first: string
  /** Parts of the smaller line; those that are missing are left out. */
  second: string | readonly (string | null | undefined)[]
}

/** A cell that says what it is about, and below in small what belongs to it. */
export const TwoLines = ({ first, second }: TwoLinesProps) => {
  const format = useFormat()
  return (
    <div className="flex flex-col py-1">
      <Text size="small" leading="compact">
        {format.name(first)}
      </Text>
      <Text size="xsmall" leading="compact" className="text-ui-fg-muted">
        {format.parts([second].flat())}
      </Text>
    </div>
  )
}
