import { beforeEach, expect, it } from 'vitest'
import { useZone } from '@/shared/format'
import { chooseLocale } from '@/shared/i18n/locale'
import { argumentLines } from './arguments'

beforeEach(() => {
  chooseLocale('en')
  useZone('Asia/Shanghai')
})

it('shows every argument, with what its name says that it is', () => {
  const asked = {
    amount_fen: 1_000_000,
    effective_at: Date.UTC(2026, 0, 1),
    rules: { mint_bp: 7000, plans: { store: { split: [{ line: 'pool', bp: 100 }] } } },
    region: ['33', '3301'],
    from: Date.UTC(2027, 0, 1),
    offer: { locked_until: Date.UTC(2030, 0, 1), from: 'no moment' },
    clearance: null,
    must_not_empty: true,
  }
  expect(argumentLines(asked).map(({ path, text }) => [path, text])).toEqual([
    ['amount_fen', '¥10,000.00'],
    ['effective_at', 'Jan 1, 2026, 8:00 AM'],
    ['rules.mint_bp', '70%'],
    ['rules.plans.store.split.1.line', 'pool'],
    ['rules.plans.store.split.1.bp', '100'],
    ['region', '33 / 3301'],
    ['from', 'Jan 1, 2027, 8:00 AM'],
    ['offer.locked_until', 'Jan 1, 2030, 8:00 AM'],
    ['offer.from', 'no moment'],
    ['clearance', '—'],
    ['must_not_empty', 'yes'],
  ])
})
