/** A part of a whole between 0 and 1; null where there is nothing to be a part of. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
