import type { HttpTypes } from "@medusajs/framework/types"
import { keepPreviousData, useQuery } from "@tanstack/react-query"

import { customerKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"

const CUSTOMERS_MAX = 20
const FIELDS = "id,email,first_name,last_name"

/** Medusa's customers that match a search. */
export const useCustomers = (q: string) => {
  const { data, ...rest } = useQuery({
    queryKey: customerKeys.list(q),
    queryFn: () =>
      sdk.client.fetch<HttpTypes.AdminCustomerListResponse>("/admin/customers", {
        query: { limit: CUSTOMERS_MAX, fields: FIELDS, ...(q && { q }) },
      }),
    placeholderData: keepPreviousData,
  })
  return { ...data, ...rest }
}

/** One customer's name; undefined while nobody knows it, or nobody may. */
export const useCustomerName = (id: string | null): string | undefined => {
  const { data } = useQuery({
    queryKey: customerKeys.detail(id ?? ""),
    queryFn: () =>
      sdk.client.fetch<HttpTypes.AdminCustomerResponse>(`/admin/customers/${id}`, {
        query: { fields: FIELDS },
      }),
    enabled: id !== null,
    retry: false,
  })
  return data && nameOf(data.customer)
}

type Named = Pick<HttpTypes.AdminCustomer, "email" | "first_name" | "last_name">

/** A customer as a person calls them. */
export function nameOf({ email, first_name, last_name }: Named): string {
  return [first_name, last_name].filter(Boolean).join(" ") || email
}
