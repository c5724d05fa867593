import { readFileSync } from "node:fs"

import { z } from "@medusajs/framework/zod"
import ts from "typescript"

export interface OptionSource {
  shape: z.ZodRawShape
  /** What the parser answers when nothing is given. */
  defaults: Record<string, unknown>
  /** Where a comment says what each option means. */
  file: string
}

interface Row {
  name: string
  fallback: string
  allowed: string
  meaning: string
}

/** No option takes this; what its schema says then is what it does take. */
const IMPOSSIBLE = Symbol("impossible")

/**
 * A Markdown table of options: name, default, allowed values, meaning.
 *
 * @throws Error for an option without a comment that says what it means.
 */
export function optionTable({ shape, defaults, file }: OptionSource): string {
  const comments = commentsOf(file)
  const rows = Object.entries(shape).flatMap(([name, schema]) => {
    const meaning = comments[name]
    if (!meaning) {
      throw new Error(`${file}: the option ${name} needs a comment that says what it means`)
    }
    return rowsOf(name, schema as z.ZodType, { fallback: defaults[name], meaning })
  })
  return [
    "| option | default | allowed | meaning |",
    "| --- | --- | --- | --- |",
    ...rows.map(
      ({ name, fallback, allowed, meaning }) =>
        `| \`${name}\` | ${fallback} | ${allowed} | ${meaning} |`,
    ),
  ].join("\n")
}

function rowsOf(
  name: string,
  schema: z.ZodType,
  { fallback, meaning }: { fallback: unknown; meaning: string },
): Row[] {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject) {
    const values = (fallback ?? {}) as Record<string, unknown>
    return Object.entries(inner.shape as z.ZodRawShape).flatMap(([key, part], index) =>
      rowsOf(`${name}.${key}`, part as z.ZodType, {
        fallback: values[key],
        meaning: index === 0 ? meaning : "",
      }),
    )
  }
  return [{ name, fallback: shown(fallback), allowed: allowedOf(schema), meaning }]
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner: unknown = schema
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodNullable
  ) {
    inner = inner.unwrap()
  }
  return inner as z.ZodType
}

/** The schema's own words: the refusal that a wrong value would get at the start. */
function allowedOf(schema: z.ZodType): string {
  // An empty text tells more of a text's rule; a list has only one way of being none.
  const wrong_values = unwrapped(schema) instanceof z.ZodArray ? [IMPOSSIBLE] : [IMPOSSIBLE, ""]
  const messages = wrong_values.flatMap((wrong) => {
    const { error } = schema.safeParse(wrong)
    return error?.issues.map(({ message }) => message) ?? []
  })
  const allowed = messages.map((message) =>
    message.replace(/, got .*$/, "").replace(/^must be /, ""),
  )
  const raw = allowed.find((message) => message.startsWith("Invalid "))
  if (raw !== undefined) {
    throw new Error(`A schema refuses a value in Zod's words, not in ours: ${raw}`)
  }
  return [...new Set(allowed)].join("; ").replaceAll("|", "\\|")
}

function shown(value: unknown): string {
  if (value === undefined || value === null) {
    return "none"
  }
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``
}

/** Comments of all properties in a file, of types and of schemas alike, by the property's name. */
function commentsOf(file: string): Record<string, string> {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)
  const found: Record<string, string> = {}
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isPropertyAssignment(node)) {
      const doc = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)
      const comment = ts.getTextOfJSDocComment(doc?.comment)
      if (comment) {
        found[node.name.getText(source)] ??= comment.replace(/\s*\n\s*/g, " ")
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
