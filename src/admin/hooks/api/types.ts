import type { FetchError } from "@medusajs/js-sdk"
import type { UseMutationOptions, UseQueryOptions } from "@tanstack/react-query"

import type { RequestError } from "../../lib/request-error"

/** What a caller may say about a query beside what it asks for. */
export type QueryOptions<Reply> = Omit<UseQueryOptions<Reply, FetchError>, "queryKey" | "queryFn">

/** What a caller may say about a mutation beside what it sends. */
export type MutationOptions<Reply, Input> = Omit<
  UseMutationOptions<Reply, RequestError, Input>,
  "mutationFn"
>
