import { expect, it } from 'vitest'
import { partyOf } from './party'

it.each([
  ['138 0000 0000', { phone: '138 0000 0000' }],
  ['+86-13800000000', { phone: '+86-13800000000' }],
  [' m-1001 ', { number: 'm-1001' }],
  ['07592', { number: '07592' }],
  ['  ', undefined],
])('%j is somebody', (typed, party) => {
  expect(partyOf(typed)).toEqual(party)
})
