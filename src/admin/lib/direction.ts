const LEFT_TO_RIGHT = "\u2066"
const BY_ITS_LETTERS = "\u2068"
const END = "\u2069"

/**
 * Texts that keep their own order in a page that runs the other way: a number, a sign or a mask is
 * drawn from the wrong end there. Where the page runs from left to right they are left as they are.
 */
export interface Direction {
  /** Figures, signs and currencies. */
  figure(text: string): string
  /** A name, an id or a masked number: as its first letter runs, without one from left to right. */
  name(text: string): string
  /** What there is of some texts, with a dot between. */
  parts(texts: readonly (string | false | null | undefined)[]): string
}

export function directionOf(page: "ltr" | "rtl"): Direction {
  const isolate = (mark: string) => (text: string) =>
    page === "rtl" && text !== "" ? `${mark}${text}${END}` : text
  const name = isolate(BY_ITS_LETTERS)
  return {
    figure: isolate(LEFT_TO_RIGHT),
    name,
    parts: (texts) =>
      texts
        .filter((text): text is string => Boolean(text))
        .map(name)
        .join(" · "),
  }
}
