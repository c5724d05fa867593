import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import type { BookEvent } from "./events.js"

const JOURNAL_FILE = "journal.jsonl"

/**
 * An append-only file of events, one JSON line each. A line counts once its newline is written:
 * a process killed in the middle of a write leaves a torn tail, which the next start cuts off.
 */
export class Journal {
  private constructor(private readonly file: number) {}

  static open(dataDir: string): { journal: Journal; events: BookEvent[] } {
    mkdirSync(dataDir, { recursive: true })
    const path = join(dataDir, JOURNAL_FILE)
    const file = openSync(path, "a+")
    const bytes = readFileSync(path)
    const whole = bytes.subarray(0, bytes.lastIndexOf("\n") + 1)
    if (whole.length < bytes.length) ftruncateSync(file, whole.length)
    const events = whole
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as BookEvent)
    return { journal: new Journal(file), events }
  }

  /** Events given together are written together, so they survive or vanish as one. */
  append(events: readonly BookEvent[]): void {
    this.write(Buffer.from(events.map((event) => JSON.stringify(event) + "\n").join("")))
  }

  clear(): void {
    ftruncateSync(this.file, 0)
  }

  close(): void {
    closeSync(this.file)
  }

  private write(bytes: Buffer): void {
    const before = fstatSync(this.file).size
    const written = writeSync(this.file, bytes)
    if (written === bytes.length) return
    // A full disk writes a part: take it back, or the next line would be glued to it.
    ftruncateSync(this.file, before)
    throw new Error("the journal could not be written")
  }
}
