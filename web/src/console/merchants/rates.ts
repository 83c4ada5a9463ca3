/** Per cent as typed (`15`, `12.5`, `12.5 %`) in basis points; none where it is no rate from 0 to 100. */
export function basisPointsOf(typed: string): number | undefined {
  const found = /^([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*%?$/.exec(typed.trim())
  if (!found) return undefined
  const basisPoints = Number(`${found[1] ?? ''}${(found[2] ?? '').padEnd(2, '0')}`)
  return basisPoints <= 10_000 ? basisPoints : undefined
}
