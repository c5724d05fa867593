/**
 * Walks through all rows of a list by id, page after page, so that rows which stay as they are
 * never keep the later ones from being looked at.
 */
export async function* pages<T extends { id: string }>(
  read: (after: string) => Promise<T[]>,
): AsyncGenerator<T> {
  for await (const page of batches(read)) {
    yield* page
  }
}

/** The same, a page at a time. */
export async function* batches<T extends { id: string }>(
  read: (after: string) => Promise<T[]>,
): AsyncGenerator<T[]> {
  let after = ""
  for (;;) {
    const page = await read(after)
    const last = page.at(-1)
    if (!last) {
      return
    }
    yield page
    after = last.id
  }
}
