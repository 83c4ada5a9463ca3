import { currentLocale } from './i18n/locale'

/**
 * Amounts, points, prices and times as people read them. Only how they are written is decided here: digits come from the
 * API's integers and texts and are placed, grouped or cut off, never computed with.
 */

type Decimal = Intl.StringNumericLiteral

/** An integer count of 10^-places, as a decimal text: `pointPlaced(12800, 2)` is `128.00`. */
function pointPlaced(count: number, places: number): Decimal {
  const sign = count < 0 ? '-' : ''
  const digits = String(count)
    .replace('-', '')
    .padStart(places + 1, '0')
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` as Decimal
}

/** The text with at most so many decimals; what is behind them is cut off, not rounded. */
function cutOff(text: string, places: number): Decimal {
  const [whole = '0', fraction = ''] = text.split('.')
  return (fraction && places > 0 ? `${whole}.${fraction.slice(0, places)}` : whole) as Decimal
}

function written(decimal: Decimal, least: number, most: number, style: Intl.NumberFormatOptions = {}): string {
  const options = { minimumFractionDigits: least, maximumFractionDigits: most, ...style }
  return new Intl.NumberFormat(currentLocale(), options).format(decimal)
}

const YUAN = { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' } as const

/** Fen as yuan: `¥1,234.56`. */
export function money(fen: number): string {
  return written(pointPlaced(fen, 2), 2, 2, YUAN)
}

/** Fen as people type them into a field: `1234.56`. */
export function plainMoney(fen: number): string {
  return pointPlaced(fen, 2)
}

/** Fen as yuan with its sign, for what came and went: `+¥5.00`, `-¥5.00`. */
export function movement(fen: number): string {
  return written(pointPlaced(fen, 2), 2, 2, { ...YUAN, signDisplay: 'exceptZero' })
}

/** Points with all their decimals, trailing zeros left out down to two. */
export function points(text: string): string {
  return written(cutOff(text, 8), 2, 8)
}

/** Points cut off after two decimals, where space is short. */
export function pointsShort(text: string): string {
  return written(cutOff(text, 2), 2, 2)
}

/** A price that the API counts in 10⁻⁸ yuan, with its point where it belongs. */
export function countedPrice(units: number): string {
  const digits = String(units).padStart(9, '0')
  return price(`${digits.slice(0, -8)}.${digits.slice(-8)}`)
}

/** A price of one point in yuan; eight decimals, or fewer, cut off. */
export function price(text: string, places = 8): string {
  return written(cutOff(text, places), places, places, YUAN)
}

/** Basis points as per cent: 8000 is `80%`, 1250 is `12.5%`. */
export function percent(basisPoints: number): string {
  return written(pointPlaced(basisPoints, 4), 0, 2, { style: 'percent' })
}

/** A count: `23,573`. */
export function count(number: number): string {
  return new Intl.NumberFormat(currentLocale()).format(number)
}

/** The time zone of the deployment, in which its days and months are. */
let zone = 'Asia/Shanghai'

export function useZone(name: string): void {
  zone = name
}

/** A moment, UTC milliseconds, to the minute. */
export function moment(milliseconds: number): string {
  const options = { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' } as const
  return new Intl.DateTimeFormat(currentLocale(), options).format(milliseconds)
}

/** The day of a moment. */
export function day(milliseconds: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { timeZone: zone, dateStyle: 'medium' }).format(milliseconds)
}

/** The month of a moment, as the API writes months: `2027-01`. */
export function monthOf(milliseconds: number): string {
  // Swedish dates are ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit' }).format(milliseconds)
}

/** The time of day of a moment. */
export function timeOfDay(milliseconds: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { timeZone: zone, timeStyle: 'short' }).format(milliseconds)
}

const LENGTHS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A length of time in its largest whole unit: `3 days`, `5 hours`. */
export function duration(milliseconds: number): string {
  const [unit, length] = LENGTHS.find(([, length]) => milliseconds >= length) ?? (['second', 1_000] as const)
  const style = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const
  return new Intl.NumberFormat(currentLocale(), style).format(Math.floor(milliseconds / length))
}

/** Whether or not, in a word. */
export function yesOrNo(isSo: boolean): string {
  const [no, yes] = currentLocale() === 'en' ? ['no', 'yes'] : ['否', '是']
  return isSo ? yes : no
}
