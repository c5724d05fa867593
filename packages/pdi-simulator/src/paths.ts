import { fileURLToPath } from "node:url"

/** Sources and build both sit one level below the package, so one relative path serves both. */
function inPackage(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

export const PROMOTIONS_FILE = inPackage("data/promotions.json")
export const MEMBERS_FILE = inPackage("data/members.json")
export const PAGE_FOLDER = inPackage("page")
