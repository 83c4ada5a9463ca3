import { describe, expect, it } from 'vitest'
import { RisingRate } from './rate'

describe('how much a count rises a second', () => {
  it('is not known from one reading', () => {
    expect(new RisingRate().take(5, 0)).toBeUndefined()
  })

  it('is what came in the last moments', () => {
    const rate = new RisingRate(5_000)
    rate.take(0, 0)
    expect(rate.take(500, 500)).toBe(1_000)
    expect(rate.take(1_000, 1_000)).toBe(1_000)
  })

  it('forgets what is long past', () => {
    const rate = new RisingRate(1_000)
    rate.take(0, 0)
    rate.take(10_000, 100)
    rate.take(10_000, 1_100)
    expect(rate.take(10_010, 2_100)).toBe(10)
  })

  it('falls to nothing when nothing comes', () => {
    const rate = new RisingRate(5_000)
    rate.take(0, 0)
    rate.take(100, 1_000)
    expect(rate.at(6_000)).toBe(0)
  })

  it('begins anew when the count does', () => {
    const rate = new RisingRate()
    rate.take(1_000, 0)
    expect(rate.take(3, 500)).toBeUndefined()
    expect(rate.take(5, 1_500)).toBe(2)
  })

  it('keeps a bounded number of readings, however many come', () => {
    const rate = new RisingRate(1e9, 8)
    for (let at = 0; at < 10_000; at++) rate.take(at, at)
    expect(rate.take(10_000, 10_000)).toBe(1_000)
    expect((rate as unknown as { readings: unknown[] }).readings).toHaveLength(8)
  })
})
