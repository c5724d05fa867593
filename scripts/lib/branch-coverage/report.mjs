// @ts-check
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

import libCoverage from "istanbul-lib-coverage"

const { emptyCoverage, isMeasured } = createRequire(import.meta.url)("./instrument.cjs")

/**
 * @typedef {{ folder: string, branches_min: number }} Area
 * @typedef {Area & { covered: number, total: number, percent: number, missing: string[] }} Result
 */

/**
 * Adds up the counts of all test processes.
 *
 * @param {string} directory where the processes wrote their counts
 * @param {Area[]} areas
 * @returns {Result[]}
 */
export const measure = (directory, areas) => {
  const map = libCoverage.createCoverageMap({})
  for (const name of fs.existsSync(directory) ? fs.readdirSync(directory) : []) {
    map.merge(JSON.parse(fs.readFileSync(path.join(directory, name), "utf8")))
  }
  return areas.map((area) => {
    const files = filesOf(path.resolve(area.folder))
    const results = files.map((file) => branchesOf(map, file))
    const covered = sum(results.map((result) => result.covered))
    const total = sum(results.map((result) => result.total))
    const percent = total === 0 ? 100 : (100 * covered) / total
    return { ...area, covered, total, percent, missing: results.flatMap((r) => r.missing) }
  })
}

/**
 * The table that closes a test run.
 *
 * @param {Result[]} results
 */
export const table = (results) => {
  const rows = results.map((result) => [
    result.folder,
    `${result.covered}/${result.total}`,
    `${result.percent.toFixed(1)} %`,
    `${result.branches_min} %`,
  ])
  const all = [["branch coverage", "branches", "covered", "wanted"], ...rows]
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  )
  return all
    .map(([name = "", ...numbers]) =>
      [name.padEnd(widths[0] ?? 0), ...numbers.map((n, i) => n.padStart(widths[i + 1] ?? 0))].join(
        "  ",
      ),
    )
    .join("\n")
}

/**
 * @param {libCoverage.CoverageMap} map
 * @param {string} file
 */
const branchesOf = (map, file) => {
  const coverage = map.files().includes(file)
    ? map.fileCoverageFor(file)
    : libCoverage.createFileCoverage(emptyCoverage(file))
  const { covered, total } = coverage.toSummary().branches
  const lines = Object.entries(coverage.getBranchCoverageByLine())
    .filter(([, line]) => line.covered < line.total)
    .map(([line]) => `${path.relative(process.cwd(), file)}:${line}`)
  return { covered, total, missing: lines }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
const filesOf = (folder) =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => path.join(folder, name))
        .filter(isMeasured)
        .sort()
    : []

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0)
