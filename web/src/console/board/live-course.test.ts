import { expect, it } from 'vitest'
import { POINTS_MAX, withTick } from './live-course'

const tick = (price: string) => ({
  programme: 'main',
  price,
  is_reference: false,
  reserve_fen: 100,
  supply: '1.00000000',
  orders: 1,
})

it('goes on at its end, within bounds, and not where nothing changed', () => {
  let course = withTick([], tick('1.00000000'), 1)
  expect(withTick(course, tick('1.00000000'), 2)).toBe(course)
  for (let at = 2; at < 2_000; at++) course = withTick(course, tick(`1.${String(at).padStart(8, '0')}`), at)
  expect(course).toHaveLength(POINTS_MAX)
  expect(course.at(-1)).toMatchObject({ at: 1_999, price: '1.00001999' })
})
