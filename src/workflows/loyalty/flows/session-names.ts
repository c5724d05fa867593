import { posSequenceId } from "../../../modules/loyalty/domain/keys"

/**
 * The two names of a new session: our id, and the one by which the engine's site knows it. What
 * is tried again hands in when it began, so that midnight does not give it another name.
 */
export function newSessionNames(
  site_id: string | null,
  session_id: string,
  began_at = new Date(),
): { session_id: string; pos_sequence_id: string } {
  const date = began_at.toISOString().slice(0, 10).replaceAll("-", "")
  return { session_id, pos_sequence_id: posSequenceId({ site_id, date, session_id }) }
}
