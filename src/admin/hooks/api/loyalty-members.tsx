import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"

import type {
  AdminLinkLoyaltyMember,
  AdminLookUpLoyaltyMembers,
  AdminLookUpLoyaltyMembersResponse,
  AdminLoyaltyMemberListResponse,
  AdminLoyaltyMemberResponse,
} from "../../../types/http/admin"
import type {
  AdminLoyaltyErasureResponse,
  AdminLoyaltyMemberExportResponse,
  AdminLoyaltyMemberHistoryResponse,
} from "../../../types/http/members"
import { loyaltyMemberKeys, loyaltySessionKeys } from "../../lib/query-keys"
import { post, sdk } from "../../lib/sdk"
import type { TableQuery } from "../../lib/use-table-state"
import type { MutationOptions } from "./types"

/** Members as a table asks for them. */
export const useLoyaltyMembers = (query: TableQuery) => {
  const { data, ...rest } = useQuery({
    placeholderData: keepPreviousData,
    queryKey: loyaltyMemberKeys.list(query),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyMemberListResponse>("/admin/loyalty/members", { query }),
  })
  return { ...data, ...rest }
}

/** A member with history, sessions and audit. */
export const useLoyaltyMember = (id: string) => {
  const { data, ...rest } = useQuery({
    queryKey: loyaltyMemberKeys.detail(id),
    queryFn: () => sdk.client.fetch<AdminLoyaltyMemberResponse>(`/admin/loyalty/members/${id}`),
  })
  return { ...data, ...rest }
}

/** A page of a member's points history; the last page stays until the next is there. */
export const useLoyaltyMemberHistory = (id: string, page: { offset: number; limit: number }) => {
  const { data, ...rest } = useQuery({
    placeholderData: keepPreviousData,
    queryKey: [...loyaltyMemberKeys.detail(id), "history", page],
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyMemberHistoryResponse>(`/admin/loyalty/members/${id}/history`, {
        query: page,
      }),
  })
  return { ...data, ...rest }
}

/** Finds members by a whole number or address; it travels in the body and is not kept. */
export const useLookUpLoyaltyMembers = (
  options?: MutationOptions<AdminLookUpLoyaltyMembersResponse, AdminLookUpLoyaltyMembers>,
) =>
  useMutation({
    mutationFn: (body: AdminLookUpLoyaltyMembers) =>
      post<AdminLookUpLoyaltyMembersResponse>("/admin/loyalty/members/lookup", body),
    gcTime: 0,
    ...options,
  })

/** Ties a member to a customer. */
export const useLinkLoyaltyMember = (
  id: string,
  options?: MutationOptions<AdminLoyaltyMemberResponse, AdminLinkLoyaltyMember>,
) => useMemberAction(id, "link", options)

/** Unties a member from its customer. */
export const useUnlinkLoyaltyMember = (
  id: string,
  options?: MutationOptions<AdminLoyaltyMemberResponse, { reason: string }>,
) => useMemberAction(id, "unlink", options)

/** Erases what loyalty keeps about the person, at once or as soon as their orders are booked. */
export const useEraseLoyaltyMember = (
  id: string,
  options?: MutationOptions<AdminLoyaltyErasureResponse, { reason: string }>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { reason: string }) =>
      post<AdminLoyaltyErasureResponse>(`/admin/loyalty/members/${id}/erase`, body),
    ...options,
    onSuccess: async (data, variables, context) => {
      // Sessions and carts of the person change with it.
      await client.invalidateQueries({ queryKey: loyaltyMemberKeys.all })
      await client.invalidateQueries({ queryKey: loyaltySessionKeys.all })
      await options?.onSuccess?.(data, variables, context)
    },
  })
}

/** Everything that loyalty keeps about the person; the reply is not kept after it is saved. */
export const useExportLoyaltyMember = (
  id: string,
  options?: MutationOptions<AdminLoyaltyMemberExportResponse, { reason: string }>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { reason: string }) =>
      post<AdminLoyaltyMemberExportResponse>(`/admin/loyalty/members/${id}/export`, body),
    gcTime: 0,
    ...options,
    onSuccess: async (data, variables, context) => {
      await options?.onSuccess?.(data, variables, context)
      // The export stands in the member's audit.
      await client.invalidateQueries({ queryKey: loyaltyMemberKeys.detail(id) })
    },
  })
}

const useMemberAction = <Body extends object>(
  id: string,
  action: string,
  options?: MutationOptions<AdminLoyaltyMemberResponse, Body>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Body) =>
      post<AdminLoyaltyMemberResponse>(`/admin/loyalty/members/${id}/${action}`, body),
    ...options,
    onSuccess: async (data, variables, context) => {
      client.setQueryData(loyaltyMemberKeys.detail(id), data)
      await client.invalidateQueries({ queryKey: loyaltyMemberKeys.all })
      await options?.onSuccess?.(data, variables, context)
    },
  })
}
