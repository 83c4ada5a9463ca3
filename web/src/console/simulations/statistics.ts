import { currentLocale } from '@/shared/i18n'
import type { Quantiles } from './simulations'

/**
 * Statistics over runs as people read them. They are no money: what the API gives of them are decimal numbers, and how they are
 * written is all that is decided here.
 */
function span(of: Quantiles | null | undefined, write: (value: number) => string): string {
  if (!of) return '—'
  const [low, middle, high] = [write(of.p5), write(of.p50), write(of.p95)]
  return low === high ? middle : `${middle} (${low} – ${high})`
}

const written = (value: number, options: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(currentLocale(), { minimumFractionDigits: 2, maximumFractionDigits: 2, ...options }).format(
    value,
  )

const YUAN = { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' } as const

/** A median in yuan, with 5 % and 95 % where runs differ. */
export const yuan = (of?: Quantiles | null) => span(of, (value) => written(value, YUAN))

/** The same of a share, which the API gives in per cent. */
export const share = (of?: Quantiles | null) => span(of, (value) => `${written(value, {})}%`)

/** A share of members that something did not happen to. */
export function shareOfOthers(of?: Quantiles | null): string {
  const rest = (value: number) => 100 - value
  return share(of && { p5: rest(of.p95), p25: rest(of.p75), p50: rest(of.p50), p75: rest(of.p25), p95: rest(of.p5) })
}
