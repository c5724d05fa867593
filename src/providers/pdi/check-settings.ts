import type { SettingsCheck, SettingsCheckInput, SettingsIssue } from "../../types/provider"
import type { Deps } from "./client/deps"
import { checkUrlWithDns } from "./client/url-guard"
import { resolveConnection } from "./connection"
import type { PdiOptions } from "./options"

/**
 * Checks a store's settings before they are saved, DNS included: an address that leads into a
 * private network is refused here and once more at connect.
 */
export async function checkStoreSettings(
  input: SettingsCheckInput,
  options: PdiOptions,
  deps: Pick<Deps, "resolve">,
): Promise<SettingsCheck> {
  const resolved = resolveConnection(input, options)
  if (!resolved.ok) {
    return resolved
  }
  const { target } = resolved.connection
  const issues: SettingsIssue[] = []
  const addresses = [
    ["api_url", target.base_url],
    ["token_url", target.identity.token_url],
  ] as const
  for (const [path, url] of addresses) {
    const checked = await checkUrlWithDns(url.href, options, deps)
    if (!checked.ok) {
      issues.push({ path, message: checked.message })
    }
  }
  if (issues.length > 0) {
    return { ok: false, issues }
  }
  return { ok: true, settings: resolved.settings }
}
