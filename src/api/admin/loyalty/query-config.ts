/** Stores are read through Medusa's query; loyalty is laid beside them. */
export const listStoresTransformQueryConfig = {
  defaults: ["id", "name"],
  isList: true,
  entity: "store",
}

/** Composed by the module's own service: these name only what paging and order may use. */
export const listSessionsTransformQueryConfig = {
  defaults: ["id", "opened_at", "updated_at", "discount_total"],
  isList: true,
  entity: "loyalty_session",
}

export const listOperationsTransformQueryConfig = {
  defaults: ["id", "created_at", "updated_at", "next_attempt_at"],
  isList: true,
  entity: "loyalty_operation",
}

/** Figures are no entity; only the query's check is wanted. */
export const overviewTransformQueryConfig = { defaults: [], isList: false }

export const listMembersTransformQueryConfig = {
  defaults: ["id", "updated_at", "created_at", "points_balance", "display_name"],
  isList: true,
  entity: "loyalty_member",
}

export const listMemberHistoryTransformQueryConfig = {
  defaults: ["id", "at"],
  isList: true,
  entity: "loyalty_member_history_entry",
}
