/** A new number for something that is asked for: told apart by its prefix, unique by chance. */
export function newNumber(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`
}

/** Text as the API takes numbers: 1 to 64 characters of letters, digits, `.`, `_`, `:` and `-`. */
export function isNumber(text: string): boolean {
  return /^[A-Za-z0-9._:-]{1,64}$/.test(text)
}
