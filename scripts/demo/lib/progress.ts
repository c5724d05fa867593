const BEAT_MS = 1_000
const QUIET_BEAT_MS = 10_000
const CLEAR_LINE = "\r\u001b[2K"

/** Prints one line per step, with the time it takes while it takes it. */
export class Progress {
  private readonly startedAt = Date.now()

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {}

  /**
   * Runs a step.
   *
   * @param work returns a remark for the finished line, or nothing
   */
  async step<T>(
    title: string,
    work: () => Promise<T>,
    remark: (result: T) => string = () => "",
  ): Promise<T> {
    const begin = Date.now()
    const isTerminal = this.out.isTTY
    const line = () => `  … ${title} (${seconds(begin)})`
    this.out.write(isTerminal ? line() : `${line()}\n`)
    const beat = setInterval(
      () => this.out.write(isTerminal ? `${CLEAR_LINE}${line()}` : `${line()}\n`),
      isTerminal ? BEAT_MS : QUIET_BEAT_MS,
    )
    const finish = (sign: string, text = "") => {
      clearInterval(beat)
      const end = `  ${sign} ${title}${text && `: ${text}`} (${seconds(begin)})\n`
      this.out.write(isTerminal ? `${CLEAR_LINE}${end}` : end)
    }
    try {
      const result = await work()
      finish("✓", remark(result))
      return result
    } catch (error) {
      finish("✗")
      throw error
    }
  }

  /** How long the whole thing has taken. */
  get elapsed(): string {
    return seconds(this.startedAt)
  }
}

const seconds = (since: number): string => `${((Date.now() - since) / 1_000).toFixed(1)} s`
