import { execute } from "../lib/execute"

interface Place {
  cwd: string
  env?: NodeJS.ProcessEnv
}

/** Runs a line of a guide as whoever reads it types it. */
export function runLine(line: string, place: Place): Promise<void> {
  return execute("bash", ["-euo", "pipefail", "-c", line], place)
}
