// @ts-check
/** Finds a planted defect by its id, for processes that load it before TypeScript runs. */
const fs = require("node:fs")
const path = require("node:path")

/** @typedef {{ id: string, file: string, text: string, instead: string }} Defect */

const LISTS = ["invariants.json", "faults.json", "edge-cases.json"]

/**
 * @param {string} id
 * @returns {Defect}
 */
const findDefect = (id) => {
  /** @type {Defect[]} */
  const defects = LISTS.flatMap((list) =>
    JSON.parse(fs.readFileSync(path.join(__dirname, list), "utf8")),
  )
  const defect = defects.find((candidate) => candidate.id === id)
  if (!defect) {
    throw new Error(`There is no planted defect ${id}.`)
  }
  return defect
}

module.exports = { findDefect }
