/** A sentence in both languages. */
export interface Sentence {
  zh: string
  en: string
}

/** What the policy profile found, as `ratchet check --json` reports it: the parts that a page shows. */
export interface PolicyReport {
  profile: string
  status: string
  findings: {
    id: string
    severity: 'block' | 'warn' | 'info'
    place: string
    sentence: Sentence
    change: Sentence
    sources: { title?: Sentence; zh?: string; en?: string }[]
  }[]
  passed: { id: string }[]
  not_examined: { id: string }[]
  sources_as_of: string
  disclaimer: Sentence
}

/** Whether an answer is such a report. The API's document leaves its shape open. */
export function isPolicyReport(value: unknown): value is PolicyReport {
  return typeof value === 'object' && value !== null && 'findings' in value && 'disclaimer' in value
}
