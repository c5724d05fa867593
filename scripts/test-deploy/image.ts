import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import { DemoError } from "../demo/lib/errors"
import { ROOT } from "../demo/lib/paths"
import { copyContext } from "./context"
import { pairsOf, readStages, type Instruction, type Stage } from "./dockerfile"
import { execute } from "../lib/execute"

const DOCKERFILE = path.join(ROOT, "deploy", "Dockerfile")
/** Written last, so that half an image has none. */
const MARK = "made-of"

/** A stage that was built: the folder that stands for its file system, and what its ENV says. */
export interface Image {
  stage: Stage
  root: string
  workdir: string
  env: Record<string, string>
}

/** Programs must not see this repository's npm settings, only what an image would have. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR } = process.env
  const npm = Object.entries(process.env).filter(([name]) =>
    /^(npm_config_(registry|cache)|(https?|no)_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name),
  )
  return { PATH, HOME, LANG, TMPDIR, ...Object.fromEntries(npm) }
}

/**
 * Runs the steps of the Dockerfile in empty folders, one for each stage. What differs from Docker:
 * the base image is this machine, and USER is whoever runs the test.
 */
export async function buildImages(
  folder: string,
  args: Record<string, string>,
  onStep: (title: string, work: () => Promise<void>) => Promise<void>,
): Promise<Map<string, Image>> {
  const images = new Map<string, Image>()
  for (const stage of readStages(readFileSync(DOCKERFILE, "utf8"))) {
    const image = { stage, root: path.join(folder, stage.name), workdir: "/", env: {} }
    images.set(stage.name, image)
    const mark = path.join(folder, `${stage.name}.${MARK}`)
    const made_of = JSON.stringify([stage, args])
    // Only where the caller named a folder of an earlier run; a fresh one has no mark.
    const is_made = existsSync(mark) && readFileSync(mark, "utf8") === made_of
    for (const instruction of stage.instructions) {
      await follow({ image, images, instruction, args, is_made, onStep })
    }
    writeFileSync(mark, made_of)
  }
  return images
}

async function follow(input: {
  image: Image
  images: Map<string, Image>
  instruction: Instruction
  args: Record<string, string>
  is_made: boolean
  onStep: (title: string, work: () => Promise<void>) => Promise<void>
}): Promise<void> {
  const { image, images, instruction, args, is_made, onStep } = input
  const { keyword, text } = instruction
  if (keyword === "WORKDIR") {
    image.workdir = path.posix.resolve(image.workdir, text)
    mkdirSync(inside(image, image.workdir), { recursive: true })
  } else if (keyword === "ENV") {
    Object.assign(image.env, pairsOf(text))
  } else if (keyword === "ARG") {
    const given = Object.entries(pairsOf(text)).map(([name, value]) => [name, args[name] ?? value])
    image.env = { ...image.env, ...(Object.fromEntries(given) as Record<string, string>) }
  } else if ((keyword === "COPY" || keyword === "RUN") && !is_made) {
    await onStep(`${image.stage.name}: ${keyword} ${text.replace(/\s+/g, " ")}`, () =>
      keyword === "RUN" ? run(image, text) : copy(image, images, text),
    )
  }
}

/** The folder that stands for a path of the image. */
export function inside(image: Pick<Image, "root">, place: string): string {
  return path.join(image.root, place)
}

async function copy(image: Image, images: Map<string, Image>, text: string): Promise<void> {
  const words = text.split(/\s+/).filter((word) => !word.startsWith("--"))
  const [source = "", target = ""] = words
  const to = inside(image, path.posix.resolve(image.workdir, target))
  const stage = /--from=(\S+)/.exec(text)?.[1]
  if (stage === undefined) {
    copyContext(path.resolve(ROOT, source), to)
    return
  }
  const from = images.get(stage)
  if (!from) {
    throw new DemoError(`COPY ${text}: there is no stage ${stage} before this one`)
  }
  // Hard links: the same files for a moment's work, and nobody writes into installed packages.
  await execute("cp", ["-al", `${inside(from, source)}/.`, to], { cwd: to })
}

function run(image: Image, command: string): Promise<void> {
  const cwd = inside(image, image.workdir)
  const env = { ...cleanEnvironment(), ...image.env }
  return execute("sh", ["-c", command], { cwd, env })
}
