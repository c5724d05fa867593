import { Container, Skeleton } from "@medusajs/ui"

import { useLoyaltySession } from "../../hooks/api/loyalty-sessions"
import { useStoreNames } from "../../lib/use-store-names"
import { LoadError } from "../load-error"
import { SessionBasket } from "./session-basket"
import { SessionOperations } from "./session-operations"
import { SessionReferences } from "./session-references"
import { SessionSummary } from "./session-summary"
import { SessionTimeline } from "./session-timeline"

/** A session with all that happened to it, and what a person can do about it. */
export const SessionDetail = ({ id }: { id: string }) => {
  const { loyalty_session, isPending, isError, error, isFetching, refetch } = useLoyaltySession(id)
  const { nameOf } = useStoreNames()
  if (isPending) {
    return <DetailSkeleton />
  }
  if (isError || !loyalty_session) {
    return (
      <Container className="p-0">
        <LoadError
          error={error ?? new Error(id)}
          isRetrying={isFetching}
          onRetry={() => void refetch()}
        />
      </Container>
    )
  }
  return (
    <div className="flex flex-col gap-3 xl:flex-row xl:items-start">
      <div className="flex w-full min-w-0 flex-col gap-y-3">
        <SessionSummary session={loyalty_session} />
        <SessionBasket session={loyalty_session} />
        <SessionTimeline session={loyalty_session} />
      </div>
      <div className="flex w-full flex-col gap-y-3 xl:max-w-[440px]">
        <SessionReferences session={loyalty_session} storeName={nameOf(loyalty_session.store_id)} />
        <SessionOperations session={loyalty_session} />
      </div>
    </div>
  )
}

const DetailSkeleton = () => (
  <Container className="flex flex-col gap-y-4" aria-busy="true">
    {["w-48", "w-full", "w-full", "w-72"].map((width, row) => (
      <Skeleton key={row} className={`h-6 ${width}`} />
    ))}
  </Container>
)
