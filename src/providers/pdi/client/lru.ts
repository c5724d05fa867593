/** A map that forgets its least recently used entry, so that no key space grows without end. */
export class LruMap<V> {
  private readonly entries_ = new Map<string, V>()

  constructor(
    private readonly limit: number,
    private readonly onEvict: (value: V) => void = () => {},
  ) {}

  get size(): number {
    return this.entries_.size
  }

  get(key: string): V | undefined {
    const value = this.entries_.get(key)
    if (value !== undefined) {
      this.entries_.delete(key)
      this.entries_.set(key, value)
    }
    return value
  }

  /** Returns the entry, made by `create` when it is new. */
  ensure(key: string, create: () => V): V {
    const existing = this.get(key)
    if (existing !== undefined) {
      return existing
    }
    const value = create()
    this.entries_.set(key, value)
    for (const [oldest, evicted] of this.entries_) {
      if (this.entries_.size <= this.limit) {
        break
      }
      this.entries_.delete(oldest)
      this.onEvict(evicted)
    }
    return value
  }

  /** Forgets everything and returns what was there. */
  drain(): V[] {
    const values = [...this.entries_.values()]
    this.entries_.clear()
    return values
  }
}
