/** The rows of `source` as JSON, in the order that shops show rewards in. */
export const rewardsFrom = (source: string): string =>
  `COALESCE((SELECT jsonb_agg(to_jsonb(r) ORDER BY r.position, r.id) FROM ${source}), '[]') AS rewards`

/** Of the session `s`. */
export const REWARDS = rewardsFrom(
  `loyalty_engine_session_reward r WHERE r.session_id = s.id AND r.deleted_at IS NULL`,
)

/** Whose the session `owner` is. */
export const memberOf = (owner: string): string =>
  `(SELECT jsonb_build_object('masked_identifier', m.masked_identifier,
                              'display_name', m.display_name, 'tier', m.tier,
                              'points_balance', m.points_balance)
      FROM loyalty_engine_member m
     WHERE m.id = ${owner}.member_id AND m.deleted_at IS NULL) AS member`

/** Whether the session `name` is active, or waits for its order to be handed over. */
export const isLive = (name: string): string =>
  `${name}.status IN ('active', 'pending_finalization')`
