import { existsSync, readFileSync } from "node:fs"
import path from "node:path"

const FOLDER = "packages/storefront"
const README = readFileSync(path.join(FOLDER, "README.md"), "utf8")
const { files } = JSON.parse(readFileSync(path.join(FOLDER, "package.json"), "utf8")) as {
  files: string[]
}

/** As npm and GitHub make an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-")

/** Links that lead nowhere for somebody who has only the published package. */
const deadLinks = (text: string): string[] => {
  const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading))
  return [...text.matchAll(/\]\(([^)\s]+)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^https:/.test(target))
    .filter((target) => !(target.startsWith("#") && anchors.includes(target.slice(1))))
    .filter((target) => !(files.includes(target) && existsSync(path.join(FOLDER, target))))
}

describe("the README of the storefront package", () => {
  it("leads nowhere outside of what npm has of it", () => {
    expect(deadLinks(README)).toEqual([])
  })

  it("has the guide in it, with the recipe for Medusa's starter", () => {
    expect(README).toContain("--- a/src/app/[countryCode]/(checkout)/checkout/page.tsx")
    expect(README).toContain("npm install medusa-loyalty-storefront")
  })

  it.each([
    ["[guide](../../docs/storefront.md)", "../../docs/storefront.md"],
    ["![Rewards](images/rewards.png)", "images/rewards.png"],
    ["[looks](#lokos)\n\n## Looks", "#lokos"],
  ])("would be found out with %s", (text, target) => {
    expect(deadLinks(text)).toEqual([target])
  })
})
