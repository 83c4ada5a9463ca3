import { expect, it } from 'vitest'
import { Problem } from '@/shared/api/problem'
import { NO_OFFER, offerOf, type TypedOffer } from './offer'

const WORDS = { number: 'number', required: 'required', points: 'points', amount: 'amount' }
const TYPED: TypedOffer = {
  ...NO_OFFER,
  offer_no: ' series-1 ',
  instrument: 'plan-2027',
  units: 10_000,
  each: '1.5',
  opens_at: 1,
  closes_at: 2,
  locked_until: 3,
}

it('takes an offer for points as it is typed', () => {
  expect(offerOf({ ...TYPED, proceeds: 'to_issuer', issue_price: '2.50' }, WORDS)).toEqual({
    offer_no: 'series-1',
    instrument: 'plan-2027',
    units: 10_000,
    member_max: null,
    points_per_unit: '1.5',
    contribution_per_unit_fen: null,
    opens_at: 1,
    closes_at: 2,
    locked_until: 3,
    proceeds: 'to_issuer',
    issue_price_fen: 250,
  })
})

it('pays no issuer where a contribution is required', () => {
  const offer = offerOf(
    { ...TYPED, requires: 'contribution', each: '1000', proceeds: 'to_issuer', issue_price: 'x' },
    WORDS,
  )
  expect([offer.points_per_unit, offer.contribution_per_unit_fen]).toEqual([null, 100_000])
  expect([offer.proceeds, offer.issue_price_fen]).toEqual(['to_reserve', null])
})

it('says which field is not whole', () => {
  const wrong: [Partial<TypedOffer>, string][] = [
    [{ offer_no: 'no spaces' }, 'offer_no'],
    [{ instrument: '' }, 'instrument'],
    [{ units: undefined }, 'units'],
    [{ each: '0' }, 'points_per_unit'],
    [{ requires: 'contribution', each: 'x' }, 'contribution_per_unit_fen'],
    [{ opens_at: null }, 'opens_at'],
    [{ closes_at: null }, 'closes_at'],
    [{ locked_until: null }, 'locked_until'],
    [{ proceeds: 'to_issuer', issue_price: '-1' }, 'issue_price_fen'],
  ]
  for (const [change, param] of wrong) {
    expect(() => offerOf({ ...TYPED, ...change }, WORDS)).toThrow(Problem)
    try {
      offerOf({ ...TYPED, ...change }, WORDS)
    } catch (thrown) {
      expect((thrown as Problem).param).toBe(param)
    }
  }
})
