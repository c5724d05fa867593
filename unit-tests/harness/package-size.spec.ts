import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { PACKAGE_KB_MAX, requireSmall } from "../../scripts/test-install/package-size"

describe("the packed plugin", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "package-size-"))
  const most = PACKAGE_KB_MAX * 1_000

  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  const packed = (bytes: number): string => {
    const tarball = path.join(folder, `${bytes}.tgz`)
    writeFileSync(tarball, Buffer.alloc(bytes))
    return tarball
  }

  it("may be as large as its bound", () => {
    expect(requireSmall(packed(most))).toBe(most)
  })

  it("fails the run one byte beyond it", () => {
    expect(() => requireSmall(packed(most + 1))).toThrow("more than 500 kB")
  })
})
