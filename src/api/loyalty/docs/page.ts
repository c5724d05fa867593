import type { ApiDocument, ApiOperation, ApiSchema } from "./document"
import { schemaText } from "./schema-text"

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  details { border: 1px solid #8884; border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
  summary { cursor: pointer; overflow-wrap: anywhere; }
  code, pre { font: 13px/1.45 ui-monospace, monospace; }
  pre { background: #8881; border-radius: 6px; padding: .75rem; overflow: auto; }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
  .note { opacity: .75; margin: 0; }
  h4 { margin: .75rem 0 .25rem; }
`

/** One self-contained page: no script, and nothing loaded from anywhere. */
export function docsPage(document: ApiDocument): string {
  const { info } = document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))]
  const sections = tags.map((tag) => {
    const listed = operations.filter(({ operation }) => operation.tags.includes(tag))
    return `<h2>${escape(tag)}</h2>${listed.map((entry) => section(entry, document)).join("")}`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)} ${escape(info.version)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(info.title)} <small>${escape(info.version)}</small></h1>
<p>${escape(info.description)} <a href="docs/openapi">OpenAPI 3.1</a></p>
${sections.join("\n")}
</body>
</html>
`
}

interface Entry {
  path: string
  method: string
  operation: ApiOperation
}

function section({ path, method, operation }: Entry, document: ApiDocument): string {
  const { schemas } = document.components
  const body = operation.requestBody?.content["application/json"]?.schema
  return `<details id="${escape(operation.operationId)}">
<summary><span class="method">${escape(method.toUpperCase())}</span> <code>${escape(path)}</code>
<p class="note">${escape(operation.summary)}</p></summary>
${parameters(operation, schemas)}
${body ? block("Body", schemaText(body, schemas)) : ""}
${Object.entries(operation.responses)
  .map(([status, response]) => {
    const content = response.content?.["application/json"]
    const schema = content ? block("Schema", schemaText(content.schema, schemas)) : ""
    const isRecorded = content?.example !== undefined
    const example = isRecorded ? block("Example", JSON.stringify(content.example, null, 2)) : ""
    return `<h4>${escape(status)} ${escape(response.description)}</h4>${example}${schema}`
  })
  .join("")}
</details>`
}

function parameters(operation: ApiOperation, schemas: Record<string, ApiSchema>): string {
  const lines = operation.parameters?.map(
    (parameter) =>
      `${parameter.in} ${parameter.name}${parameter.required ? "" : "?"}: ` +
      schemaText(parameter.schema, schemas),
  )
  return lines ? block("Parameters", lines.join("\n")) : ""
}

function block(title: string, text: string): string {
  return `<details><summary>${title}</summary><pre>${escape(text)}</pre></details>`
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}
