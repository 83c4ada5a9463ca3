/** A count as it was at a moment. */
interface Reading {
  at: number
  count: number
}

/** How much a count that only rises does so a second, over the last moments. It keeps a bounded number of readings. */
export class RisingRate {
  private readonly readings: Reading[] = []

  /** Over so many milliseconds, of so many readings at most. */
  constructor(
    private readonly over = 5_000,
    private readonly most = 64,
  ) {}

  /** Takes a reading; how much it rises a second now, and nothing while there is only one. */
  take(count: number, at: number): number | undefined {
    const last = this.readings.at(-1)
    // Another count than before, as after a restart: begin anew.
    if (last && count < last.count) this.readings.length = 0
    this.readings.push({ at, count })
    while (
      this.readings.length > this.most ||
      (this.readings.length > 2 && at - (this.readings[1]?.at ?? at) >= this.over)
    )
      this.readings.shift()
    return this.at(at)
  }

  /** How much it rose a second up to this moment, also when nothing came since. */
  at(now: number): number | undefined {
    const [first, last] = [this.readings[0], this.readings.at(-1)]
    if (!first || !last || first === last) return undefined
    if (now - last.at >= this.over) return 0
    const span = Math.max(now, last.at) - first.at
    return span > 0 ? ((last.count - first.count) * 1_000) / span : undefined
  }
}
