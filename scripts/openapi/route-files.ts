import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

import ts from "typescript"

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const
export type Method = (typeof METHODS)[number]

/** A route as its own file tells it: nothing here is written down twice. */
export interface Route {
  method: Method
  /** In OpenAPI's words: `/store/loyalty/session/{id}`. */
  path: string
  /** The handler's doc comment. */
  summary: string
  /** Name of the reply's type in `src/types/http`, null for a handler that names none. */
  reply: string | null
  /** Names of the validators whose types the file uses. */
  body: string | null
  query: string | null
  file: string
}

const API = path.join("src", "api")

/** Every exported handler of every `route.ts`, sorted by path. */
export function readRoutes(root: string): Route[] {
  return readdirSync(path.join(root, API), { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) === "route.ts")
    .flatMap((name) => {
      const file = path.join(API, name).split(path.sep).join("/")
      return routesOf(file, readFileSync(path.join(root, file), "utf8"))
    })
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`))
}

/** The handlers that one route file exports. */
export function routesOf(file: string, code: string): Route[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  return source.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const declaration = statement.declarationList.declarations[0]
    const name = declaration?.name.getText(source)
    const method = METHODS.find((candidate) => candidate === name)
    if (!declaration?.initializer || !method) {
      return []
    }
    return [
      {
        method,
        path: urlOf(file),
        summary: summaryOf(statement),
        reply: replyOf(declaration.initializer),
        body: validatorIn(/MedusaRequest<\s*(\w+)Type\s*>/, statement.getText(source)),
        query: validatorIn(/validatedQuery as (\w+)Type/, statement.getText(source)),
        file,
      },
    ]
  })
}

function urlOf(file: string): string {
  const folders = path.posix.dirname(file).split("/").slice(2)
  return `/${folders.map((folder) => folder.replace(/^\[(.+)\]$/, "{$1}")).join("/")}`
}

function summaryOf(statement: ts.Statement): string {
  const doc = ts.getJSDocCommentsAndTags(statement).find(ts.isJSDoc)
  return (ts.getTextOfJSDocComment(doc?.comment) ?? "").replace(/\s*\n\s*/g, " ").trim()
}

/** Second type argument of `answering<Request, Reply>`, else that of a `MedusaResponse<Reply>`. */
function replyOf(handler: ts.Expression): string | null {
  if (ts.isCallExpression(handler) && handler.typeArguments?.[1]) {
    return handler.typeArguments[1].getText()
  }
  return /MedusaResponse<(\w+)>/.exec(handler.getText())?.[1] ?? null
}

function validatorIn(pattern: RegExp, code: string): string | null {
  return pattern.exec(code)?.[1] ?? null
}
