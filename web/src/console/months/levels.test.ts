import { beforeEach, expect, it } from 'vitest'
import { useZone } from '@/shared/format'
import { rulesOf, shownFor, type LevelStep } from './levels'

beforeEach(() => {
  useZone('Asia/Shanghai')
})

const version = (number: number, effective_at: number, mode: string) => ({
  version: number,
  effective_at,
  rules: { levels: { mode } },
})
const VERSIONS = [
  version(0, Date.UTC(2030, 0, 1), 'first'),
  // The last hour of January in UTC is February in Shanghai.
  version(1, Date.UTC(2027, 0, 31, 23), 'second'),
]

it('takes the rules at the last moment of a month, in the zone of the deployment', () => {
  const modes = ['2026-12', '2027-01', '2027-02', undefined].map((month) => rulesOf(VERSIONS, month).levels?.mode)
  expect(modes).toEqual(['first', 'first', 'second', 'second'])
  expect(rulesOf([])).toEqual({})
})

const STEP: LevelStep = {
  rate_bp: 500,
  own_spend_fen: 100,
  team_turnover_fen: 1_000,
  direct: { count: 2, level: 1 },
}
const MONTH = {
  member_no: 'm-1',
  programme: 'main',
  month: '2027-01',
  own_spend_fen: 100,
  team_turnover_fen: 999,
  direct: 1,
  level: 0,
  next_level: 1,
  reported_differential_fen: 0,
  reported_same_level_fen: 0,
  paid_differential_fen: 0,
  paid_same_level_fen: 0,
  dividend_fen: 0,
}

it('says what a month shows for a level, and not what the statement does not say', () => {
  expect(shownFor(STEP, 1, MONTH)).toEqual({ own: true, team: false, direct: false })
  expect(shownFor(STEP, 1, { ...MONTH, direct: 2 }).direct).toBe(true)
  expect(shownFor(STEP, 0, MONTH).direct).toBe(true)
  expect(shownFor(STEP, 2, MONTH).direct).toBeUndefined()
  expect(shownFor({ rate_bp: 500, own_spend_fen: 0, team_turnover_fen: 0, direct: null }, 1, MONTH)).toEqual({
    own: undefined,
    team: undefined,
    direct: undefined,
  })
})
