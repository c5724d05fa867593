import { Container } from "@medusajs/ui"
import { useSearchParams } from "react-router-dom"

import { useLoyaltyStores } from "../../hooks/api/loyalty-stores"
import { useMessages } from "../../lib/use-messages"
import { EmptySection } from "./empty-section"
import { LoadFailed } from "./load-failed"
import { StoreLoyaltySkeleton } from "./skeleton"
import { StoreCard } from "./store-card"

/** In the address, so that a reload and a shared link show the same store. */
const STORE_PARAM = "loyalty_store"

/** Loyalty of one store at a time, with a choice of stores. */
export const StoreLoyalty = ({ default_store_id }: { default_store_id: string }) => {
  const t = useMessages()
  const [params, setParams] = useSearchParams()
  const { stores, provider_ids, isPending, isError, error, isFetching, refetch } =
    useLoyaltyStores()

  if (isPending) {
    return <StoreLoyaltySkeleton />
  }
  if (isError) {
    return <LoadFailed error={error} isRetrying={isFetching} onRetry={() => void refetch()} />
  }

  const wanted = params.get(STORE_PARAM) ?? default_store_id
  const store = stores?.find(({ id }) => id === wanted) ?? stores?.[0]
  if (!stores || !store) {
    return <EmptySection title={t("empty.noStores")} text={t("empty.noStoresText")} />
  }
  if (!provider_ids || provider_ids.length === 0) {
    return <EmptySection title={t("empty.noProviders")} text={t("empty.noProvidersText")} />
  }

  const choose = (id: string) =>
    setParams(
      (current) => {
        current.set(STORE_PARAM, id)
        return current
      },
      { replace: true, preventScrollReset: true },
    )
  return (
    <Container className="divide-y p-0">
      <StoreCard
        key={store.id}
        store={store}
        stores={stores}
        provider_ids={provider_ids}
        onChoose={choose}
      />
    </Container>
  )
}
