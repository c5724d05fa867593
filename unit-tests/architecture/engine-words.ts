import ts from "typescript"

import type { SourceFile } from "./source-files"

const ENGINE_WORD = "pdi"

/**
 * Identifiers and strings that name the PDI engine, as `file:line text`.
 *
 * Comments may name it: they explain. Words are told apart (`PdiClient`, `pdi_site_id`), so that
 * `capDiscounts` is none.
 */
export const engineWords = ({ path, code }: SourceFile): string[] => {
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (hasText(node) && wordsOf(node.text).includes(ENGINE_WORD)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push(`${path}:${line} ${node.text.trim()}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const hasText = (node: ts.Node): node is ts.Node & { text: string } =>
  ts.isIdentifier(node) ||
  ts.isPrivateIdentifier(node) ||
  ts.isStringLiteralLike(node) ||
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddleOrTemplateTail(node) ||
  ts.isJsxText(node)

const wordsOf = (text: string): string[] =>
  (text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase())
