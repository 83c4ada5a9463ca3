import type { PriceTick } from '@/shared/api/prices'
import type { CoursePoint } from '@/shared/api/types'

/** Points of a live course at most: what a screen can show. */
export const POINTS_MAX = 400

/** The course with what the stream says now at its end: a bounded array, whatever comes. */
export function withTick(course: CoursePoint[], tick: PriceTick, at: number): CoursePoint[] {
  const last = course.at(-1)
  if (last?.price === tick.price && last.reserve_fen === tick.reserve_fen) return course
  const point: CoursePoint = {
    from: at,
    at,
    price: tick.price,
    highest: tick.price,
    reserve_fen: tick.reserve_fen,
    supply: tick.supply,
    orders: 0,
    forced_exits: 0,
    injections: 0,
    refunds: 0,
  }
  return [...course.slice(-(POINTS_MAX - 1)), point]
}
