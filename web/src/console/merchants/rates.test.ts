import { expect, it } from 'vitest'
import { basisPointsOf } from './rates'

it.each([
  ['15', 1500],
  ['12.5', 1250],
  ['0.01 %', 1],
  ['100%', 10_000],
  ['0', 0],
  ['100.01', undefined],
  ['12.345', undefined],
  ['-1', undefined],
  ['abc', undefined],
  ['', undefined],
])('takes %j as a rate', (typed, basisPoints) => {
  expect(basisPointsOf(typed)).toBe(basisPoints)
})
