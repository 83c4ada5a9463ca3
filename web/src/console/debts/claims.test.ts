import { expect, it } from 'vitest'
import { claimsOf } from './claims'

const [ONE, TWO] = ['a'.repeat(64), 'B'.repeat(64)]

it('takes a file with a header, in any order of columns', () => {
  const { claims, faults } = claimsOf(
    `\ufeffEvidence,member,note,amount\r\n${ONE},m-1,old,500.00\r\n\r\n${TWO},m-2,,88\r\n`,
  )
  expect(faults).toEqual([])
  expect(claims).toEqual([
    { line: 2, member_no: 'm-1', amount_fen: 50_000, evidence_sha256: ONE },
    { line: 4, member_no: 'm-2', amount_fen: 8_800, evidence_sha256: TWO },
  ])
})

it('takes lines without a header, as a spreadsheet copies them or with amounts in quotes', () => {
  expect(claimsOf(`m-1\t1,280.50\t${ONE}`).claims[0]?.amount_fen).toBe(128_050)
  expect(claimsOf(`m-1,"1,280.50",${ONE}`).claims[0]?.amount_fen).toBe(128_050)
})

it('names each fault with its line, its field, and what stands there', () => {
  const { claims, faults } = claimsOf(`m-1,5,${ONE}\n张三,12.345,abc\nm-3,7`)
  expect(claims).toHaveLength(1)
  expect(faults).toEqual([
    { line: 2, field: 'member_no', found: '张三' },
    { line: 2, field: 'amount_fen', found: '12.345' },
    { line: 2, field: 'evidence_sha256', found: 'abc' },
    { line: 3, field: 'evidence_sha256', found: '' },
  ])
})

it('finds nothing in nothing', () => {
  expect(claimsOf(' \n')).toEqual({ claims: [], faults: [] })
})
