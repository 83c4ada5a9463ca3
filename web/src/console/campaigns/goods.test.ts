import { expect, it } from 'vitest'
import { goodsOf, NO_GOODS } from './goods'

const QUILT = { sku: ' quilt ', name: '冬被', price: '80', cost: '60.5', stock: '200' }

it('takes goods as they are typed', () => {
  expect(goodsOf(QUILT)).toEqual({ sku: 'quilt', name: '冬被', price_fen: 8000, cost_fen: 6050, stock: 200 })
  expect(goodsOf({ ...QUILT, cost: '0' })?.cost_fen).toBe(0)
})

it('takes none where something is missing or no figure', () => {
  expect(goodsOf(NO_GOODS)).toBeUndefined()
  for (const wrong of [{ price: '0' }, { cost: 'x' }, { stock: '0' }, { stock: '1.5' }, { sku: ' ' }, { name: '' }])
    expect(goodsOf({ ...QUILT, ...wrong })).toBeUndefined()
})
