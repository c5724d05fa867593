/** One instruction of a Dockerfile, continuation lines put together. */
export interface Instruction {
  keyword: string
  text: string
}

/** A stage: what its image is made of. */
export interface Stage {
  name: string
  instructions: Instruction[]
}

const KEYWORDS = [
  ...["ARG", "WORKDIR", "ENV", "COPY", "RUN", "USER", "EXPOSE", "HEALTHCHECK", "CMD"],
] as const

/**
 * Reads the instructions that our Dockerfile uses.
 *
 * @throws Error for any other instruction: a step that is not understood is not tested.
 */
export function readStages(text: string): Stage[] {
  const stages: Stage[] = []
  for (const { keyword, text: rest } of instructionsOf(text)) {
    if (keyword === "FROM") {
      const name = / AS (\S+)$/i.exec(rest)?.[1]
      if (!name) {
        throw new Error(`FROM ${rest}: name the stage with AS`)
      }
      stages.push({ name, instructions: [] })
      continue
    }
    if (!(KEYWORDS as readonly string[]).includes(keyword)) {
      throw new Error(`The test does not know ${keyword}: teach it, or it tests less than it says`)
    }
    // An ARG before the first FROM is about base images, and this machine's Node is the base here.
    stages.at(-1)?.instructions.push({ keyword, text: rest })
  }
  return stages
}

function instructionsOf(text: string): Instruction[] {
  return text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const space = line.indexOf(" ")
      return { keyword: line.slice(0, space).toUpperCase(), text: line.slice(space + 1).trim() }
    })
}

/** `A=b C="d e"` as an object. */
export function pairsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/(\w+)=("[^"]*"|\S*)/g)]
  return Object.fromEntries(
    pairs.map(([, name = "", value = ""]) => [name, value.replace(/^"|"$/g, "")]),
  )
}

/** The program that `CMD` of an image or of its health check names, in the exec form. */
export function commandOf(stage: Stage, keyword: "CMD" | "HEALTHCHECK"): string[] {
  const { text = "" } = stage.instructions.find((each) => each.keyword === keyword) ?? {}
  const list = /\[.*\]$/.exec(text)?.[0]
  if (!list) {
    throw new Error(`${keyword} of ${stage.name} is not a list: a shell would hide signals`)
  }
  return JSON.parse(list) as string[]
}
