import { Switch, Text, toast, usePrompt } from "@medusajs/ui"
import { useId } from "react"

import type { AdminLoyaltyStore } from "../../../types/http/admin"
import { useSwitchLoyaltyStores } from "../../hooks/api/loyalty-stores"
import type { RequestError } from "../../lib/request-error"
import { useMessages } from "../../lib/use-messages"
import { SectionRow } from "../section-row"

interface SwitchRowProps {
  store: AdminLoyaltyStore
  /** Something is missing: the form shows what. */
  onIncomplete: (refusal: RequestError) => void
}

/** Switches the store on, or off after a question. */
export const SwitchRow = ({ store, onIncomplete }: SwitchRowProps) => {
  const t = useMessages()
  const prompt = usePrompt()
  const id = useId()
  const { name, config } = store
  const { mutate, isPending, variables } = useSwitchLoyaltyStores({
    onSuccess: (_, { enabled }) => {
      toast.success(t(enabled ? "switch.on" : "switch.off", { store: name }))
    },
    onError: (refusal) => {
      if (refusal.refusal?.issues.length > 0) {
        toast.error(t("switch.incomplete"))
        onIncomplete(refusal)
      } else {
        toast.error(refusal.message)
      }
    },
  })
  const change = async (enabled: boolean) => {
    const isSure =
      enabled ||
      (await prompt({
        title: t("switch.confirmTitle", { store: name }),
        description: t("switch.confirmText"),
        confirmText: t("switch.confirm"),
        cancelText: t("actions.cancel"),
      }))
    if (isSure) {
      mutate({ ids: [store.id], enabled })
    }
  }
  const enabled = isPending ? variables.enabled : (config?.enabled ?? false)
  const hint = !config ? "switchSetUp" : enabled ? "switchOn" : "switchOff"
  return (
    <SectionRow title={t("fields.switch")} title_id={id}>
      <div className="flex items-center gap-x-3">
        <Switch
          className="shrink-0 rtl:rotate-180"
          dir="ltr"
          checked={enabled}
          disabled={!config || isPending}
          onCheckedChange={(checked) => void change(checked)}
          aria-labelledby={id}
          aria-describedby={`${id}-hint`}
        />
        <Text id={`${id}-hint`} size="small" leading="compact">
          {t(`hints.${hint}`)}
        </Text>
      </div>
    </SectionRow>
  )
}
