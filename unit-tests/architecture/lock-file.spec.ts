import { missingPlatforms } from "../../scripts/lib/lock-file.mjs"

const native = (version: string) => ({
  version: "1.0.0",
  dev: true,
  license: "MIT",
  optionalDependencies: { "@native/linux-x64-gnu": version, "@native/darwin-arm64": version },
})

describe("missingPlatforms", () => {
  it("describes what the lock file names but leaves out", () => {
    const packages = {
      "node_modules/native": native("1.0.0"),
      "node_modules/@native/linux-x64-gnu": { version: "1.0.0" },
    }

    expect(missingPlatforms(packages)).toEqual([
      {
        place: "node_modules/@native/darwin-arm64",
        entry: {
          version: "1.0.0",
          os: ["darwin"],
          cpu: ["arm64"],
          dev: true,
          license: "MIT",
          optional: true,
        },
      },
    ])
  })

  it("finds a package that lies beside its parent", () => {
    const packages = {
      "node_modules/host/node_modules/native": native("1.0.0"),
      "node_modules/host/node_modules/@native/linux-x64-gnu": { version: "1.0.0" },
      "node_modules/@native/darwin-arm64": { version: "1.0.0" },
    }

    expect(missingPlatforms(packages)).toEqual([])
  })

  it("keeps two versions apart", () => {
    const packages = {
      "node_modules/native": native("1.0.0"),
      "node_modules/host/node_modules/native": native("2.0.0"),
    }

    expect(missingPlatforms(packages).map(({ place, entry }) => [place, entry.version])).toEqual([
      ["node_modules/@native/linux-x64-gnu", "1.0.0"],
      ["node_modules/@native/darwin-arm64", "1.0.0"],
      ["node_modules/host/node_modules/native/node_modules/@native/linux-x64-gnu", "2.0.0"],
      ["node_modules/host/node_modules/native/node_modules/@native/darwin-arm64", "2.0.0"],
    ])
  })
})
