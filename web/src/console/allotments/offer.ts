import { fieldProblem } from '@/shared/api/problem'
import type { components } from '@/shared/api/schema'
import { fenOf, pointsOf } from '@/shared/entry'
import { isNumber } from '../numbers'

/** An offer as it is typed. */
export interface TypedOffer {
  offer_no: string
  instrument: string
  units: number | undefined
  member_max: number | undefined
  requires: 'points' | 'contribution'
  each: string
  /** When it can be subscribed or granted, and until when units are locked: UTC milliseconds. */
  opens_at: number | null
  closes_at: number | null
  locked_until: number | null
  proceeds: 'to_reserve' | 'to_issuer'
  issue_price: string
  opinion: string
}

export const NO_OFFER: TypedOffer = {
  offer_no: '',
  instrument: '',
  units: undefined,
  member_max: undefined,
  requires: 'points',
  each: '',
  opens_at: null,
  closes_at: null,
  locked_until: null,
  proceeds: 'to_reserve',
  issue_price: '',
  opinion: '',
}

/** What is wrong with a field, in words. */
export interface Complaints {
  number: string
  required: string
  points: string
  amount: string
}

type Offer = Omit<components['schemas']['NewOffer'], 'request_no'>

/** An offer as the API wants it, but for the legal opinion; throws what is wrong with the first field that is not whole. */
export function offerOf(typed: TypedOffer, words: Complaints): Offer {
  const [offer_no, instrument] = [typed.offer_no.trim(), typed.instrument.trim()]
  if (!isNumber(offer_no)) throw fieldProblem('offer_no', words.number)
  if (!isNumber(instrument)) throw fieldProblem('instrument', words.number)
  if (!typed.units) throw fieldProblem('units', words.required)
  const takesPoints = typed.requires === 'points'
  const points = takesPoints ? pointsOf(typed.each) : null
  if (points === undefined) throw fieldProblem('points_per_unit', words.points)
  const contribution = takesPoints ? null : fenOf(typed.each)
  if (contribution === undefined) throw fieldProblem('contribution_per_unit_fen', words.amount)
  const { opens_at, closes_at, locked_until } = typed
  if (!opens_at) throw fieldProblem('opens_at', words.required)
  if (!closes_at) throw fieldProblem('closes_at', words.required)
  if (!locked_until) throw fieldProblem('locked_until', words.required)
  const paysIssuer = takesPoints && typed.proceeds === 'to_issuer'
  const price = paysIssuer && typed.issue_price.trim() ? fenOf(typed.issue_price) : null
  if (price === undefined) throw fieldProblem('issue_price_fen', words.amount)
  return {
    offer_no,
    instrument,
    units: typed.units,
    member_max: typed.member_max ?? null,
    points_per_unit: points,
    contribution_per_unit_fen: contribution,
    opens_at: Number(opens_at),
    closes_at: Number(closes_at),
    locked_until: Number(locked_until),
    // Only points that are burned can pay an issuer.
    proceeds: paysIssuer ? 'to_issuer' : 'to_reserve',
    issue_price_fen: price,
  }
}
