/** What people type, as the API wants it. Nothing is guessed: what is not clearly an amount is none. */

/** Digits of an amount before the point at most: what is more would not be exact as a number. */
const AMOUNT = /^([0-9]{1,13})(?:\.([0-9]{1,2}))?$/

/** Yuan as typed (`128`, `128.5`, `1,280.50`, `¥ 3`) in fen; none where it is no amount above zero. */
export function fenOf(typed: string): number | undefined {
  const plain = typed
    .trim()
    .replace(/^[¥￥]\s*/, '')
    .replaceAll(/[,，](?=[0-9]{3}(?:\D|$))/g, '')
  const found = AMOUNT.exec(plain)
  if (!found) return undefined
  const fen = Number(`${found[1] ?? ''}${(found[2] ?? '').padEnd(2, '0')}`)
  return fen > 0 ? fen : undefined
}

/** Points as typed; none where they are no points above zero. */
export function pointsOf(typed: string): string | undefined {
  const plain = typed.trim().replaceAll(/[,，](?=[0-9]{3}(?:\D|$))/g, '')
  return /^[0-9]{1,15}(\.[0-9]{1,8})?$/.test(plain) && /[1-9]/.test(plain) ? plain : undefined
}
