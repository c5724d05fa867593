import type { Demo } from "./demo-file"

const MEMBERS_SHOWN = 4

/** The box that says where everything is. */
export function banner(demo: Demo, logFolder: string): string {
  return box([
    "The demo is ready.",
    "",
    ...(demo.storefront_url ? [`Shop        ${demo.storefront_url}`] : []),
    `Admin       ${demo.admin_url}`,
    `  sign in   ${demo.admin.email}  /  ${demo.admin.password}`,
    `Store API   ${demo.backend_url}`,
    `Simulator   ${demo.simulator_url}   (books and faults, in a browser)`,
    "",
    "Publishable keys",
    ...demo.stores.map(({ name, publishable_key }) => `  ${name}\n    ${publishable_key}`),
    "",
    "Phone numbers to try",
    ...demo.members
      .slice(0, MEMBERS_SHOWN)
      .map(
        ({ phone, points, tier }) =>
          `  ${phone}   ${points.toLocaleString("en-US")} points${tier ? `, ${tier}` : ""}`,
      ),
    "",
    "Next",
    "  npm run demo:walkthrough   buys a basket step by step and checks every cent (new terminal)",
    "  Ctrl-C                     stops everything; the next start keeps all data",
    `  Logs in ${logFolder}`,
    "  The first page of Admin takes about 15 seconds.",
  ])
}

function box(entries: string[]): string {
  const lines = entries.flatMap((entry) => entry.split("\n"))
  const width = Math.max(...lines.map((line) => line.length))
  const rule = "─".repeat(width + 2)
  const body = lines.map((line) => `│ ${line.padEnd(width)} │`)
  return [`┌${rule}┐`, ...body, `└${rule}┘`].join("\n")
}
