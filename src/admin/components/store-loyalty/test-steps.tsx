import { CheckCircleSolid, CircleDottedLine, XCircleSolid } from "@medusajs/icons"
import { Text } from "@medusajs/ui"

import type { AdminLoyaltyTestConnectionResponse } from "../../../types/http/admin"
import { adviceOn } from "../../lib/advice"
import { useMessages } from "../../lib/use-messages"

type Step = AdminLoyaltyTestConnectionResponse["steps"][number]

/** The walk of every engine that signs in first; one that failed early leaves the rest untried. */
const WALK = ["token", "status"]

/** How far a test came. */
export const TestSteps = ({ steps }: { steps: Step[] }) => {
  const untried = WALK.filter((name) => !steps.some(({ step }) => step === name))
  const isCut = steps.some(({ ok }) => !ok)
  return (
    <ol className="bg-ui-bg-component shadow-elevation-card-rest mt-4 flex flex-col divide-y rounded-lg">
      {steps.map((step) => (
        <TriedStep key={step.step} step={step} />
      ))}
      {isCut && untried.map((name) => <UntriedStep key={name} name={name} />)}
    </ol>
  )
}

const TriedStep = ({ step }: { step: Step }) => {
  const t = useMessages()
  return (
    <li className="flex items-start gap-x-3 px-4 py-3" data-step={step.step} data-ok={step.ok}>
      {step.ok ? (
        <CheckCircleSolid className="text-ui-tag-green-icon mt-0.5 shrink-0" aria-hidden />
      ) : (
        <XCircleSolid className="text-ui-tag-red-icon mt-0.5 shrink-0" aria-hidden />
      )}
      <div className="min-w-0 flex-1">
        <Text size="small" leading="compact" weight="plus" className="leading-5">
          {t(`test.steps.${step.step}`, { defaultValue: step.step })}
        </Text>
        {!step.ok && <Advice code={step.code} />}
      </div>
      <Text size="small" leading="compact" className="text-ui-fg-muted shrink-0 leading-5">
        {t("test.latency", { ms: Math.round(step.latency_ms) })}
      </Text>
    </li>
  )
}

const Advice = ({ code }: { code: string | undefined }) => {
  const t = useMessages()
  return (
    <Text size="small" className="text-ui-fg-subtle">
      {adviceOn(code, t)}
    </Text>
  )
}

const UntriedStep = ({ name }: { name: string }) => {
  const t = useMessages()
  return (
    <li className="text-ui-fg-muted flex items-start gap-x-3 px-4 py-3" data-step={name}>
      <CircleDottedLine className="mt-0.5 shrink-0" aria-hidden />
      <Text size="small" leading="compact" className="flex-1 leading-5">
        {t(`test.steps.${name}`)}
      </Text>
      <Text size="small" leading="compact" className="shrink-0 leading-5">
        {t("test.skipped")}
      </Text>
    </li>
  )
}
