import { createRequire } from "node:module"

const { instrument, withDecorators } = createRequire(import.meta.url)(
  "../../scripts/lib/branch-coverage/instrument.cjs",
) as {
  instrument: (code: string, file: string) => string
  withDecorators: (source: string, instrumented: string) => string
}

const METHOD = `class A {
  @Inject()
  async read(id: string, @MedusaContext() sharedContext: Context = {}): Promise<number> {
    return id ? 1 : 2
  }
}`

describe("branch counters", () => {
  it("leave a decorated parameter its decorator, without which Medusa finds no transaction", () => {
    const counted = instrument(METHOD, "src/a.ts")

    expect(counted).toMatch(/@MedusaContext\(\) sharedContext: Context =\s*\(cov_/)
    expect(counted).toContain(".b[1][")
  })

  it("say so when a decorator cannot be put back", () => {
    expect(() => withDecorators(METHOD, "class A {}")).toThrow("lost 1 parameter decorators")
  })
})
