import { fenOf } from '@/shared/entry'

/** Goods as they are typed. */
export interface TypedGoods {
  sku: string
  name: string
  price: string
  cost: string
  stock: string
}

export const NO_GOODS: TypedGoods = { sku: '', name: '', price: '', cost: '', stock: '' }

/** Goods as the API wants them. */
export interface Goods {
  sku: string
  name: string
  price_fen: number
  cost_fen: number
  stock: number
}

/** Goods as the API wants them; none where something is missing or no amount. What cost nothing is typed as 0. */
export function goodsOf(typed: TypedGoods): Goods | undefined {
  const [sku, name, stock] = [typed.sku.trim(), typed.name.trim(), typed.stock.trim()]
  const price_fen = fenOf(typed.price)
  const cost_fen = /^0+(\.0{1,2})?$/.test(typed.cost.trim()) ? 0 : fenOf(typed.cost)
  const isCount = /^[1-9][0-9]{0,8}$/.test(stock)
  if (!sku || !name || price_fen === undefined || cost_fen === undefined || !isCount) return undefined
  return { sku, name, price_fen, cost_fen, stock: Number(stock) }
}
