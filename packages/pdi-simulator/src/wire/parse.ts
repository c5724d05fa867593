import type { Static, TSchema } from "@sinclair/typebox"
import { TypeCompiler } from "@sinclair/typebox/compiler"
import { invalidRequest } from "../errors.js"

/** A reader for one message: strict about what the contract names, blind to what it does not. */
export function reader<Schema extends TSchema>(schema: Schema): (value: unknown) => Static<Schema> {
  const compiled = TypeCompiler.Compile(schema)
  return (value) => {
    if (compiled.Check(value)) return value
    const first = compiled.Errors(value).First()
    const path = first?.path || "/"
    throw invalidRequest(`${path} ${first?.message ?? "is not valid"}`, { path })
  }
}
