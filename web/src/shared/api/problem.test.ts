import { expect, it } from 'vitest'
import { isAbout, Problem } from './problem'

it.each([
  ['amount_fen', 'amount_fen', true],
  ['amount', 'amount_fen', true],
  ['order.amount_fen', 'amount_fen', true],
  ['member', 'member_no', true],
  ['scenario.days', 'scenario', true],
  ['scenario.days', 'rules', false],
  ['scenarios', 'scenario', false],
  ['units', 'points', true],
  ['cost', 'amount_fen', false],
  [undefined, 'amount_fen', false],
])('a problem of %j about %j: %j', (param, field, is) => {
  expect(isAbout(new Problem({ title: 'x', code: 'x', status: 422, param }), field)).toBe(is)
})
