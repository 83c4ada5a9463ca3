import { moment, money, percent, yesOrNo } from '@/shared/format'

/** One argument: where it is, and what it says. */
export interface ArgumentLine {
  path: string
  text: string
}

/** Every value of the arguments of an operation with its path. Names say what a number is: fen, basis points, a moment. */
export function argumentLines(value: unknown, path = ''): ArgumentLine[] {
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object' || item === null)
    if (isPlain) return [{ path, text: value.map((item) => written(path, item)).join(' / ') || '—' }]
    return value.flatMap((item, index) => argumentLines(item, `${path}.${String(index + 1)}`))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => argumentLines(inner, path ? `${path}.${key}` : key))
  }
  return [{ path, text: written(path, value) }]
}

function written(path: string, value: unknown): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'boolean') return yesOrNo(value)
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value)
  if (path.endsWith('_fen')) return money(value)
  if (path.endsWith('_bp')) return percent(value)
  if (path.endsWith('_at') || path.endsWith('locked_until') || path === 'from') return moment(value)
  return String(value)
}
