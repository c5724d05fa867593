import type { AdminLoyaltyStoreConfig } from "../../../types/http/admin"
import { guardProblemOf, type StoreState } from "../../lib/store-state"
import { adviceOn } from "../../lib/advice"
import { useMessages } from "../../lib/use-messages"
import { Notice } from "../notice"

interface StoreNoticesProps {
  config: AdminLoyaltyStoreConfig | null
  state: StoreState
  /** How the check of discounts at completion stands; undefined while nobody knows. */
  guard: string | undefined
  /** Why the engine does not serve this store, where one knows. */
  code: string | undefined
}

/** What stands between this store and working loyalty, and what to do about it. */
export const StoreNotices = ({ config, state, guard, code }: StoreNoticesProps) => {
  const t = useMessages()
  const problem = guardProblemOf(guard)
  return (
    <>
      {problem === "taken" && (
        <Notice
          variant="error"
          title={t("guard.takenTitle")}
          lines={[t("guard.taken"), t("guard.takenSteps")]}
        />
      )}
      {problem === "failed" && (
        <Notice variant="error" title={t("guard.failedTitle")} lines={[t("guard.failed")]} />
      )}
      {state === "unreachable" && (
        <Notice
          variant="warning"
          title={t("unreachable.title")}
          lines={[adviceOn(code, t), t("unreachable.text")].filter((line) => line !== "")}
        />
      )}
      {state === "needs_setup" && (
        <Notice
          variant="info"
          title={config ? t("state.needs_setup") : t("setup.title")}
          lines={[config ? t("setup.finish") : t("setup.text")]}
        />
      )}
    </>
  )
}
