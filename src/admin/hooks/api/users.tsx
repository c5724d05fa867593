import type { HttpTypes } from "@medusajs/framework/types"
import { useQuery } from "@tanstack/react-query"
import { useCallback } from "react"

import { userKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"

const USERS_MAX = 100
const USER_ID = /^user_/

/**
 * Names actors of an audit: an admin user by e-mail, all others as they are. Whoever may not read
 * users sees ids.
 */
export const useActors = (actors: readonly string[]): ((actor: string) => string) => {
  const ids = [...new Set(actors.filter((actor) => USER_ID.test(actor)))].sort()
  const { data } = useQuery({
    queryKey: userKeys.list(ids),
    queryFn: () =>
      sdk.client.fetch<HttpTypes.AdminUserListResponse>("/admin/users", {
        query: { id: ids, limit: USERS_MAX, fields: "id,email" },
      }),
    enabled: ids.length > 0,
    retry: false,
  })
  return useCallback(
    (actor: string) => data?.users.find(({ id }) => id === actor)?.email ?? actor,
    [data],
  )
}
