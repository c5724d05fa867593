import { isIP, type LookupFunction } from "node:net"
import { classifyAddress } from "./addresses"
import type { Deps } from "./deps"

export interface UrlPolicy {
  /** Exact names or `*.suffix`; null allows every public host. */
  allowed_hosts: readonly string[] | null
  allow_private_addresses: boolean
  /** Plain HTTP anywhere (never in production). */
  allow_http: boolean
  /** Plain HTTP to this machine: development and tests. */
  allow_http_on_loopback: boolean
}

export type UrlCheck = { ok: true; url: URL } | { ok: false; message: string }

export const ADDRESS_REFUSED = "ERR_LOYALTY_ADDRESS_REFUSED"

/** Services that answer on a known port and must never be reached through an engine's address. */
const REFUSED_HIGH_PORTS = new Set([
  1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 4045, 5060, 5061, 5432, 5672, 5900, 6000,
  6379, 6443, 6666, 6667, 9042, 9092, 9200, 9300, 10250, 11211, 27017,
])

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "::1" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}

/** The host as node:net wants it: no brackets, no trailing dot, lower case. */
export function bareHostname(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase()
}

function hostAllowed(hostname: string, allowed: readonly string[] | null): boolean {
  if (allowed === null) {
    return true
  }
  return allowed.some((entry) => {
    const pattern = entry.toLowerCase()
    return pattern.startsWith("*.") ? hostname.endsWith(pattern.slice(1)) : hostname === pattern
  })
}

function portProblem(url: URL): string | null {
  const port = url.port === "" ? null : Number(url.port)
  if (port === null || port === 80 || port === 443) {
    return null
  }
  return port < 1024 || REFUSED_HIGH_PORTS.has(port)
    ? `port ${port} belongs to another service; use 443 or a port from 1024 on`
    : null
}

function addressProblem(hostname: string, policy: UrlPolicy): string | null {
  const literal = isIP(hostname) !== 0
  const kind = literal ? classifyAddress(hostname) : isLoopback(hostname) ? "private" : "public"
  if (kind === "never") {
    return "this address is reserved (link-local, metadata or multicast) and is never allowed"
  }
  if (kind === "private" && !policy.allow_private_addresses) {
    return "this address is private; an operator can allow it with allow_private_addresses"
  }
  return null
}

/**
 * Judges an address by its text alone: scheme, user info, port, allowlist, literal IPs in any
 * spelling (the URL parser has already turned decimal, octal and hex forms into dotted quads).
 * A name is judged again at connect, where it becomes addresses.
 *
 * @param text an absolute URL without query and fragment
 * @returns the parsed URL, or a sentence for the merchant
 */
export function checkUrl(text: string, policy: UrlPolicy): UrlCheck {
  const refuse = (message: string): UrlCheck => ({ ok: false, message })
  if (!URL.canParse(text)) {
    return refuse("must be a complete address such as https://loyalty.example.com/v1")
  }
  const url = new URL(text)
  const hostname = bareHostname(url)
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return refuse("must start with https://")
  }
  const http_allowed = policy.allow_http || (policy.allow_http_on_loopback && isLoopback(hostname))
  if (url.protocol === "http:" && !http_allowed) {
    return refuse("must start with https://; plain http is for development on this machine only")
  }
  if (url.username !== "" || url.password !== "") {
    return refuse("must not carry a user name or password; use the credentials fields")
  }
  if (url.search !== "" || url.hash !== "") {
    return refuse("must not carry a query or a fragment")
  }
  if (!hostAllowed(hostname, policy.allowed_hosts)) {
    return refuse(`host ${hostname} is not in allowed_hosts`)
  }
  const problem = portProblem(url) ?? addressProblem(hostname, policy)
  return problem === null ? { ok: true, url } : refuse(problem)
}

/** True when every address of an answer may be reached: one bad address spoils the name. */
function allReachable(addresses: readonly { address: string }[], policy: UrlPolicy): boolean {
  return addresses.every(({ address }) => {
    const kind = classifyAddress(address)
    return kind === "public" || (kind === "private" && policy.allow_private_addresses)
  })
}

/**
 * Judges a URL as `checkUrl` does and resolves its name. For saving settings. A name that does
 * not resolve right now is accepted: DNS may be down, and connect checks again.
 */
export async function checkUrlWithDns(
  text: string,
  policy: UrlPolicy,
  deps: Pick<Deps, "resolve">,
): Promise<UrlCheck> {
  const checked = checkUrl(text, policy)
  if (!checked.ok || isIP(bareHostname(checked.url)) !== 0) {
    return checked
  }
  const addresses = await deps.resolve(bareHostname(checked.url)).catch(() => [])
  return allReachable(addresses, policy)
    ? checked
    : { ok: false, message: "this name leads to a private or reserved address" }
}

/**
 * The `lookup` of a socket. Checking at connect, on the very addresses the socket will use,
 * is what defeats a name that answered with a public address when the settings were saved.
 */
export function guardedLookup(policy: UrlPolicy, deps: Pick<Deps, "resolve">): LookupFunction {
  return (hostname, options, callback) => {
    deps.resolve(hostname).then(
      (addresses) => {
        const first = addresses[0]
        if (first === undefined || !allReachable(addresses, policy)) {
          const error: NodeJS.ErrnoException = new Error("address refused")
          error.code = first === undefined ? "ENOTFOUND" : ADDRESS_REFUSED
          callback(error, "", 0)
        } else if (options.all === true) {
          callback(null, addresses)
        } else {
          callback(null, first.address, first.family)
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    )
  }
}
