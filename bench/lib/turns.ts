/**
 * In which order some things are measured in a round: each comes first, last and after each other
 * one as often, over as many rounds as there are orders of three things. In one order always, what
 * the one before leaves behind would count for one and not for another.
 */
export function turned<T>(things: readonly T[], round: number): T[] {
  const first = round % things.length
  const order = [...things.slice(first), ...things.slice(0, first)]
  return round % 2 === 0 ? order : order.reverse()
}
