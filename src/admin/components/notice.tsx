import { Alert, Button, Text } from "@medusajs/ui"

interface NoticeProps {
  variant: "error" | "warning" | "info"
  title: string
  lines: string[]
  action?: { label: string; onClick: () => void }
}

/** Something a merchant should know or do, inside a section. */
export const Notice = ({ variant, title, lines, action }: NoticeProps) => (
  <div className="px-6 py-4">
    <Alert variant={variant}>
      <div className="flex flex-col items-start gap-y-1">
        <Text size="small" leading="compact" weight="plus">
          {title}
        </Text>
        {lines.map((line) => (
          <Text key={line} size="small" className="text-ui-fg-subtle">
            {line}
          </Text>
        ))}
        {action && (
          <Button size="small" variant="secondary" className="mt-2" onClick={action.onClick}>
            {action.label}
          </Button>
        )}
      </div>
    </Alert>
  </div>
)
