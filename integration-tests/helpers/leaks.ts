/** A value that must not be seen, and where: `ours` is what this plugin writes and answers. */
export type Reach = "everywhere" | "ours"

interface Secret {
  kind: string
  reach: Reach
}

interface Pattern extends Secret {
  expression: RegExp
}

const SHORTEST = 8
const CONTEXT = 60

/**
 * What is a secret by its looks. Test numbers are of the 555-01xx range, so that every spelling
 * of each is found without naming it. The edges keep hashes and UUIDs out.
 */
const PATTERNS: readonly Pattern[] = [
  {
    kind: "phone number",
    reach: "everywhere",
    expression:
      /(?:(?<!\w)|%2B|\\[nrt])\+?(?:1[\s.-]{0,2})?\(?[2-9]\d{2}\)?[\s.-]{0,2}555[\s.-]?01\d{2}(?!\w)/,
  },
  { kind: "phone number", reach: "everywhere", expression: /(?<![\w.-])555[ .-]01\d{2}(?![\w-])/ },
  { kind: "session token", reach: "everywhere", expression: /\blst_[\w-]{20,}/ },
  { kind: "engine's token", reach: "everywhere", expression: /\bsimtoken_[\w-]{20,}/ },
  { kind: "JWT", reach: "everywhere", expression: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/ },
]

/** Looks for values that nobody may see in texts that people and machines do see. */
export class LeakDetector {
  private readonly secrets = new Map<string, Secret>()
  private compiled: Record<Reach, RegExp | null> | null = null

  /** Learns a value in the spellings in which it would be written down; short ones say nothing. */
  learn(kind: string, value: string, reach: Reach = "everywhere"): void {
    if (value.length < SHORTEST) {
      return
    }
    const spellings = [
      value,
      encodeURIComponent(value.replace(/\p{Cs}/gu, "\ufffd")),
      JSON.stringify(value).slice(1, -1),
      Buffer.from(value).toString("base64"),
    ]
    for (const spelling of spellings) {
      if (!this.secrets.has(spelling)) {
        this.secrets.set(spelling, { kind, reach })
        this.compiled = null
      }
    }
  }

  /** A phone number as a person types it: its digits are found, too, unless it is no number. */
  learnPhone(typed: string): void {
    const digits = typed.normalize("NFKC").replace(/\D/g, "")
    if (digits.length >= 10 && digits.length <= 15 && new Set(digits).size > 2) {
      this.learn("phone number", typed)
      this.learn("phone number", digits)
    }
  }

  /** The first thing in a text that must not be there, with what stands around it. */
  find(text: string, reach: Reach = "ours"): string | undefined {
    const { everywhere, ours } = (this.compiled ??= this.compile())
    const literal = (reach === "ours" ? ours : everywhere)?.exec(text)
    if (literal) {
      return tell(this.secrets.get(literal[0])?.kind ?? "secret", literal)
    }
    for (const { kind, expression } of PATTERNS) {
      const found = expression.exec(text)
      if (found) {
        return tell(kind, found)
      }
    }
    return undefined
  }

  private compile(): Record<Reach, RegExp | null> {
    const spellings = [...this.secrets].map(([text, { reach }]) => ({ text, reach }))
    const anyOf = (texts: string[]) =>
      texts.length === 0 ? null : new RegExp(texts.map(escaped).join("|"))
    return {
      everywhere: anyOf(
        spellings.filter(({ reach }) => reach === "everywhere").map(({ text }) => text),
      ),
      ours: anyOf(spellings.map(({ text }) => text)),
    }
  }
}

/** Says what was found without showing it again. */
function tell(kind: string, { 0: found, index, input }: RegExpExecArray): string {
  const before = input.slice(Math.max(0, index - CONTEXT), index)
  const after = input.slice(index + found.length, index + found.length + CONTEXT)
  return `${kind}: …${before}[${found.length} characters]${after}…`
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")
}
