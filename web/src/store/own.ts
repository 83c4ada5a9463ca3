import { answered, api } from '@/shared/api/client'
import type { Flow, Merchant } from '@/shared/api/types'
import { ownNumber } from '@/shared/session'

/** The terms of the merchant who is signed in, and what it is owed. */
export function readOwn(): Promise<Merchant> {
  return answered(api.GET('/v1/merchants/{merchant_no}', { params: { path: { merchant_no: ownNumber() } } }))
}

/** What it sold in the last days, today included, and what it gave up of that. */
export function readFlow(days: number): Promise<Flow> {
  const params = { path: { merchant_no: ownNumber() }, query: { days } }
  return answered(api.GET('/v1/merchants/{merchant_no}/flow', { params }))
}
