/** Who somebody says they are: a phone where it looks like one, else a number of the platform; nobody where nothing was typed. */
export function partyOf(typed: string): { phone: string } | { number: string } | undefined {
  const text = typed.trim()
  if (!text) return undefined
  return /^\+?[0-9][0-9 -]{5,}$/.test(text) ? { phone: text } : { number: text }
}
