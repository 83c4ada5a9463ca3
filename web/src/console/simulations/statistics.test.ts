import { expect, it } from 'vitest'
import { chooseLocale } from '@/shared/i18n'
import { share, shareOfOthers, yuan } from './statistics'

const same = (value: number) => ({ p5: value, p25: value, p50: value, p75: value, p95: value })

it('says one figure where all runs agree, and the span where they do not', () => {
  chooseLocale('en')
  expect(yuan(same(12.3))).toBe('¥12.30')
  expect(share({ ...same(50), p5: 40, p95: 60 })).toBe('50.00% (40.00% – 60.00%)')
  expect(yuan(null)).toBe('—')
})

it('turns a share around with its span', () => {
  chooseLocale('en')
  expect(shareOfOthers({ ...same(50), p5: 40, p95: 70 })).toBe('50.00% (30.00% – 60.00%)')
  expect(shareOfOthers(undefined)).toBe('—')
})
