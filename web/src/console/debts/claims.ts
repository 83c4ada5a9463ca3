import { fenOf } from '@/shared/entry'
import { isNumber } from '../numbers'

/** A debt to a member as the API takes it, and the line of the file that says it. */
export interface Claim {
  line: number
  member_no: string
  amount_fen: number
  evidence_sha256: string
}

/** The fields of a claim, in the order in which a line without a header has them. */
export const CLAIM_FIELDS = ['member_no', 'amount_fen', 'evidence_sha256'] as const
export type ClaimField = (typeof CLAIM_FIELDS)[number]

/** What is wrong with a line: the field, and what stands there. */
export interface ClaimFault {
  line: number
  field: ClaimField
  found: string
}

/** What the columns are called, as files for `ratchet import-claims` have them. */
const COLUMNS: Record<string, ClaimField> = { member: 'member_no', amount: 'amount_fen', evidence: 'evidence_sha256' }

/** The cells of a line: apart by commas or, from a spreadsheet, by tabs; in quotes where a comma belongs to them. */
function cellsOf(line: string): string[] {
  const apart = line.includes('\t') ? '\t' : ','
  const cell = new RegExp(`(?:^|${apart})(?:"((?:[^"]|"")*)"|([^${apart}]*))`, 'g')
  return [...line.matchAll(cell)].map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain ?? '').trim())
}

/** Which cell has which field: as the header says, where there is one. */
function columnsOf(header: string[]): ClaimField[] | undefined {
  const named = header.map((name) => COLUMNS[name.toLowerCase()])
  return CLAIM_FIELDS.every((field) => named.includes(field)) ? (named as ClaimField[]) : undefined
}

/** The debts of a file or of what was pasted. A line with a fault is none, and is named with its place. */
export function claimsOf(text: string): { claims: Claim[]; faults: ClaimFault[] } {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const columns = columnsOf(cellsOf(lines[0] ?? ''))
  const [claims, faults]: [Claim[], ClaimFault[]] = [[], []]
  for (const [index, text] of lines.entries()) {
    const line = index + 1
    if (!text.trim() || (columns && line === 1)) continue
    const cells = cellsOf(text)
    const at = (field: ClaimField) => cells[(columns ?? CLAIM_FIELDS).indexOf(field)] ?? ''
    const [member_no, amount_fen, evidence_sha256] = [at('member_no'), fenOf(at('amount_fen')), at('evidence_sha256')]
    const wrong: ClaimField[] = [
      ...(isNumber(member_no) ? [] : ['member_no' as const]),
      ...(amount_fen === undefined ? ['amount_fen' as const] : []),
      ...(/^[0-9a-fA-F]{64}$/.test(evidence_sha256) ? [] : ['evidence_sha256' as const]),
    ]
    faults.push(...wrong.map((field) => ({ line, field, found: at(field) })))
    if (wrong.length === 0 && amount_fen !== undefined) claims.push({ line, member_no, amount_fen, evidence_sha256 })
  }
  return { claims, faults }
}
