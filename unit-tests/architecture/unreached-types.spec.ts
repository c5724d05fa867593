import fs from "node:fs"
import os from "node:os"
import path from "node:path"

import { unreachedTypes } from "../../scripts/lib/unreached-types.mjs"

const TARGETS = {
  "./package.json": "./package.json",
  "./workflows": "./built/src/workflows/index.js",
  "./modules/*": "./built/src/modules/*/index.js",
  "./admin": { import: "./built/src/admin/index.mjs", default: "./built/src/admin/index.mjs" },
  "./*": "./built/src/*.js",
}

/** A built package: what each of its files says. */
const TREE = {
  "built/src/workflows/index.d.ts": 'export * from "./flow";\nexport { helper } from "../lib";\n',
  "built/src/workflows/flow.d.ts":
    'import type { Engine } from "@engines/port";\nexport declare const flow: import("../types/basket").Basket;\n',
  "built/src/workflows/step.d.ts": "export declare const step: string;\n",
  "built/src/lib/index.d.ts": "import '../lib/deep.js';\nexport declare const helper: string;\n",
  "built/src/lib/deep.d.ts": "export {};\n",
  "built/src/types/basket.d.ts": "export interface Basket {}\n",
  "built/src/modules/books/index.d.ts": 'import { Service } from "./service";\n',
  "built/src/modules/books/service.d.ts": 'import "./index";\nexport declare class Service {}\n',
  "built/src/modules/books/migrations/first.d.ts": 'import "../service";\n',
  "built/src/api/route.d.ts": 'import "../workflows/step";\n',
  "built/src/api/route.js": "",
  "built/medusa-config.d.ts": "export {};\n",
}

describe("unreachedTypes", () => {
  let root: string

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "loyalty-types-"))
  })

  afterEach(() => {
    fs.rmSync(root, { recursive: true })
  })

  const build = (tree: Record<string, string>) => {
    for (const [name, text] of Object.entries(tree)) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
      fs.writeFileSync(path.join(root, name), text)
    }
  }

  const unreached = () =>
    unreachedTypes({ root, folder: "built", targets: TARGETS })
      .map((file) => path.relative(root, file))
      .sort()

  it("finds the declarations that no name of the package leads to, and no other file", () => {
    build(TREE)

    expect(unreached()).toEqual([
      "built/medusa-config.d.ts",
      "built/src/api/route.d.ts",
      "built/src/modules/books/migrations/first.d.ts",
      "built/src/workflows/step.d.ts",
    ])
  })

  it("leaves a package in which every name of a file leads to one", () => {
    build(TREE)
    unreached().forEach((name) => fs.rmSync(path.join(root, name)))

    // It throws for one that does not.
    expect(unreached()).toEqual([])
  })

  it("stops where what is reached names a declaration that is not there", () => {
    build({ ...TREE, "built/src/workflows/flow.d.ts": 'export * from "./gone";\n' })

    expect(unreached).toThrow(/flow\.d\.ts names \.\/gone/)
  })
})
