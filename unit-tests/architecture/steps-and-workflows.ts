import ts from "typescript"

import type { SourceFile } from "./source-files"

const ID = /^loyalty(-[a-z0-9]+)+$/

interface Declaration {
  readonly kind: "step" | "workflow"
  readonly place: string
  readonly id: string | undefined
  readonly compensated: boolean
}

/** What is wrong with the steps and workflows of these files, one sentence each. */
export const stepAndWorkflowFaults = (files: readonly SourceFile[]): string[] => {
  const declarations = files.flatMap(declarationsOf)
  // Steps and workflows are registered apart: a workflow may be called as its main step is.
  const places = new Map<string, string[]>()
  for (const { kind, id, place } of declarations) {
    if (id !== undefined) {
      const key = `${kind} id "${id}"`
      places.set(key, [...(places.get(key) ?? []), place])
    }
  }
  return [
    ...declarations.flatMap(faultsOf),
    ...[...places]
      .filter(([, all]) => all.length > 1)
      .map(([key, all]) => `the ${key} is taken more than once: ${all.join(", ")}`),
  ]
}

const faultsOf = ({ kind, place, id, compensated }: Declaration): string[] => {
  const faults: string[] = []
  if (id === undefined) {
    faults.push(`${place}: the ${kind}'s id is neither a string nor a constant of this file`)
  } else if (!ID.test(id)) {
    faults.push(`${place}: the ${kind}'s id "${id}" is not kebab-case with the prefix "loyalty-"`)
  }
  if (kind === "step" && !compensated) {
    faults.push(`${place}: the step neither compensates nor says noCompensation: true`)
  }
  return faults
}

const declarationsOf = ({ path, code }: SourceFile): Declaration[] => {
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true)
  const constants = stringConstants(source)
  const found: Declaration[] = []
  const visit = (node: ts.Node): void => {
    const kind = ts.isCallExpression(node) ? KINDS[node.expression.getText()] : undefined
    if (kind && ts.isCallExpression(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      const [config] = node.arguments
      found.push({
        kind,
        place: `${path}:${line}`,
        id: idOf(config, constants),
        compensated: node.arguments.length > 2 || saysNoCompensation(config),
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const KINDS: Record<string, Declaration["kind"]> = {
  createStep: "step",
  createWorkflow: "workflow",
}

const stringConstants = (source: ts.SourceFile): Map<string, string> => {
  const constants = new Map<string, string>()
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        const value =
          initializer && ts.isAsExpression(initializer) ? initializer.expression : initializer
        if (ts.isIdentifier(name) && value && ts.isStringLiteralLike(value)) {
          constants.set(name.text, value.text)
        }
      }
    }
  }
  return constants
}

const idOf = (
  config: ts.Expression | undefined,
  constants: ReadonlyMap<string, string>,
): string | undefined => {
  const value = config && ts.isObjectLiteralExpression(config) ? property(config, "name") : config
  if (value && ts.isStringLiteralLike(value)) {
    return value.text
  }
  return value && ts.isIdentifier(value) ? constants.get(value.text) : undefined
}

const saysNoCompensation = (config: ts.Expression | undefined): boolean =>
  config !== undefined &&
  ts.isObjectLiteralExpression(config) &&
  property(config, "noCompensation")?.kind === ts.SyntaxKind.TrueKeyword

const property = (object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined =>
  object.properties.filter(ts.isPropertyAssignment).find((item) => item.name.getText() === name)
    ?.initializer
