const LONGER_THAN_REMEMBERED_MS = 31 * 60_000

/** A browser that was never in the shop. */
export const emptyBrowser = (): void => {
  window.sessionStorage.clear()
  window.localStorage.clear()
}

/** The tab is closed: what it alone kept is gone. */
export const closeTab = (): void => window.sessionStorage.clear()

/** Nobody is in the shop for a while. */
export const waitLong = (): void => {
  vi.setSystemTime(Date.now() + LONGER_THAN_REMEMBERED_MS)
}
