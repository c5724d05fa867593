import { BlockList, isIP } from "node:net"

type Range = readonly [network: string, prefix: number, family: "ipv4" | "ipv6"]

/** Private networks: reachable only when the operator says so (an engine behind a VPN). */
const PRIVATE: readonly Range[] = [
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fec0::", 10, "ipv6"],
]

/**
 * Never an engine, whatever the options say: unspecified, link-local (cloud metadata lives
 * there), multicast, reserved, and the IPv6 forms that smuggle an IPv4 address past a filter.
 */
const NEVER: readonly Range[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["240.0.0.0", 4, "ipv4"],
  ["100.100.100.200", 32, "ipv4"],
  ["168.63.129.16", 32, "ipv4"],
  ["::", 128, "ipv6"],
  ["64:ff9b::", 96, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  ["100::", 64, "ipv6"],
  ["2001::", 32, "ipv6"],
  ["2001:db8::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
  ["fd00:ec2::254", 128, "ipv6"],
]

function blockList(ranges: readonly Range[]): BlockList {
  const list = new BlockList()
  for (const [network, prefix, family] of ranges) {
    list.addSubnet(network, prefix, family)
  }
  return list
}

const PRIVATE_LIST = blockList(PRIVATE)
const NEVER_LIST = blockList(NEVER)
/** "::a.b.c.d", the deprecated IPv4-compatible form; `::1` is judged by the private list. */
const COMPATIBLE_LIST = blockList([["::", 96, "ipv6"]])

/**
 * Sorts an IP address into what may be reached. Node's BlockList reads IPv4-mapped IPv6
 * addresses as their IPv4 selves, so `::ffff:10.0.0.1` is private too.
 *
 * @returns `public`, `private` (loopback and private networks), or `never`
 */
export function classifyAddress(address: string): "public" | "private" | "never" {
  const version = isIP(address)
  if (version === 0) {
    return "never"
  }
  const family = version === 4 ? "ipv4" : "ipv6"
  if (NEVER_LIST.check(address, family)) {
    return "never"
  }
  if (PRIVATE_LIST.check(address, family)) {
    return "private"
  }
  return family === "ipv6" && COMPATIBLE_LIST.check(address, family) ? "never" : "public"
}
