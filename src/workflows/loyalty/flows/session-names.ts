import { posSequenceId } from "../../../modules/loyalty/domain/keys"

/** The two names of a new session: our id, and the one by which the engine's site knows it. */
export function newSessionNames(
  site_id: string | null,
  session_id: string,
): { session_id: string; pos_sequence_id: string } {
  const date = new Date().toISOString().slice(0, 10).replaceAll("-", "")
  return { session_id, pos_sequence_id: posSequenceId({ site_id, date, session_id }) }
}
