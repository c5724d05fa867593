import type { KeptResults } from "./kept"

const S_PER_MINUTE = 60

/** How long a whole run takes, and which measurement how much of it; nothing before a whole run. */
export function durationSection({ whole_run: run }: KeptResults): string[] {
  if (!run) {
    return []
  }
  const measured = run.measurements.reduce((sum, { s }) => sum + s, 0)
  return [
    "## How long a run takes",
    "",
    `The whole run took ${minutesOf(run.s)} minutes (at \`${run.commit}\`).`,
    "",
    "| What | Minutes |",
    "| --- | --- |",
    `| Start: shops, databases, servers | ${minutesOf(Math.max(0, run.s - measured))} |`,
    ...run.measurements.map(({ title, s }) => `| ${title} | ${minutesOf(s)} |`),
    "",
  ]
}

/** With one digit after the point. */
export const minutesOf = (s: number): string => (s / S_PER_MINUTE).toFixed(1)
