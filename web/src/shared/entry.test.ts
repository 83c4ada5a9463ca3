import { describe, expect, it } from 'vitest'
import { fenOf, pointsOf } from './entry'

describe('what people type', () => {
  it.each([
    ['128', 12_800],
    ['128.5', 12_850],
    ['128.05', 12_805],
    [' ¥ 3 ', 300],
    ['1,280.50', 128_050],
    ['0.01', 1],
    ['9999999999999.99', 999_999_999_999_999],
  ])('takes %j as an amount', (typed, fen) => {
    expect(fenOf(typed)).toBe(fen)
  })

  it.each(['', '0', '0.00', '-5', '1.234', '1e3', 'abc', '1.2.3', '12,80', '99999999999999', '１２'])(
    'does not guess at %j',
    (typed) => {
      expect(fenOf(typed)).toBeUndefined()
    },
  )

  it('takes points with up to eight decimals', () => {
    expect(pointsOf('12.5')).toBe('12.5')
    expect(pointsOf('1,000.00000001')).toBe('1000.00000001')
    expect(pointsOf('0')).toBeUndefined()
    expect(pointsOf('1.123456789')).toBeUndefined()
    expect(pointsOf('-1')).toBeUndefined()
  })
})
