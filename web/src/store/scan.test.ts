import { expect, it } from 'vitest'
import { memberOf } from './scan'

it.each([
  ['https://points.example/i/m/m-1001', 'm-1001'],
  ['/i/m/07592', '07592'],
  ['m-1001', 'm-1001'],
  ['https://points.example/i/s/noodle-bar', undefined],
  ['https://elsewhere.example/', undefined],
  ['', undefined],
])('%j names %j', (scanned, member) => {
  expect(memberOf(scanned)).toBe(member)
})
