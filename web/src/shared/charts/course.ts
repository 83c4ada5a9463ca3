import { answered, api } from '../api/client'
import type { CoursePoint } from '../api/types'

/** Stretches of time that a price is shown over. */
export const STRETCHES = ['day', 'week', 'all'] as const
export type Stretch = (typeof STRETCHES)[number]

const HOUR = 3_600_000
const LENGTH: Record<Stretch, number | undefined> = { day: 24 * HOUR, week: 7 * 24 * HOUR, all: undefined }

/** The course of a price over a stretch of time that ends now. */
export function readCourse(programme: string, stretch: Stretch, points: number): Promise<CoursePoint[]> {
  const length = LENGTH[stretch]
  const query = { points, ...(length === undefined ? {} : { from: Date.now() - length }) }
  return answered(api.GET('/v1/programmes/{programme}/price-history', { params: { path: { programme }, query } }))
}

/** Where a step line goes in a box: across at the old height, then up or down. Heights are only where ink goes. */
export function stepPath(prices: string[], width: number, height: number): string {
  const heights = prices.map(Number)
  const [low, high] = [Math.min(...heights), Math.max(...heights)]
  const across = width / Math.max(1, heights.length - 1)
  const up = (value: number) => (high === low ? height / 2 : height - ((value - low) / (high - low)) * height)
  return heights
    .map((value, index) => {
      const [x, y] = [Math.round(index * across * 100) / 100, Math.round(up(value) * 100) / 100]
      return index === 0 ? `M${x} ${y}` : `H${x}V${y}`
    })
    .join('')
}
