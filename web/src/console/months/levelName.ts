/** A level as it is called: `V2`; a dash for none. */
export function levelName(level: number): string {
  return level > 0 ? `V${String(level)}` : '—'
}
