import { engineWords } from "./engine-words"
import { sourceFiles } from "./source-files"

const ENGINE_FOLDER = "src/providers/pdi/"

/** Files that may name the engine, and why. */
const ALLOWED: Record<string, string> = {
  "src/admin/i18n/en.ts": "the engine's name, for the merchant to choose",
  "src/admin/i18n/de.ts": "the same in German",
  "src/admin/i18n/es.ts": "the same in Spanish",
  "src/admin/i18n/fr.ts": "the same in French",
  "src/admin/i18n/ar.ts": "the same in Arabic",
  "src/admin/lib/engine-settings.ts": "which form belongs to which engine",
}

describe("words of one engine", () => {
  it("stay inside its provider, so that the next engine finds room", () => {
    const found = sourceFiles("src")
      .filter((file) => !file.path.startsWith(ENGINE_FOLDER) && !(file.path in ALLOWED))
      .flatMap(engineWords)

    expect(found).toEqual([])
  })

  it("are still used where they are allowed", () => {
    const used = sourceFiles("src").filter((file) => engineWords(file).length > 0)

    expect(used.map((file) => file.path)).toEqual(expect.arrayContaining(Object.keys(ALLOWED)))
  })

  it.each([
    ["a name", "export class PdiClient {}"],
    ["a column", 'const column = "pdi_site_id"'],
    ["a constant", "export const PDI_TIMEOUT = 1"],
    ["a private field", "class Engine { #pdiToken = 1 }"],
    ["a path", 'import "../../providers/pdi"'],
    ["a message", "const text = `The PDI session ${id} is gone`"],
    ["the end of a template", "const text = `${id} in PDI`"],
    ["an element's text", "export const Label = () => <p>PDI</p>"],
  ])("are found in %s", (_, code) => {
    expect(engineWords({ path: "fixture.tsx", code })).toHaveLength(1)
  })

  it.each([
    ["a comment", "// As PDI does it.\nexport const a = 1"],
    ["a word that only contains the letters", "export const capDiscounts = 1"],
  ])("are not found in %s", (_, code) => {
    expect(engineWords({ path: "fixture.tsx", code })).toEqual([])
  })
})
