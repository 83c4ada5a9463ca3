import { answered, api } from '@/shared/api/client'
import type { Debt, Distances, Member } from '@/shared/api/types'
import { PROGRAMME } from '@/shared/deployment'
import { ownNumber } from '@/shared/session'

/** What the member who is signed in holds and owns. */
export function readOwn(): Promise<Member> {
  const params = { path: { member_no: ownNumber() }, query: { programme: PROGRAMME } }
  return answered(api.GET('/v1/members/{member_no}', { params }))
}

/** How far their positions are from the cap, and how many never reach it. */
export function readDistances(): Promise<Distances> {
  const params = { path: { member_no: ownNumber() }, query: { programme: PROGRAMME } }
  return answered(api.GET('/v1/members/{member_no}/distances', { params }))
}

/** What the programme owes them from before, and what became of it; all of it zero where it owes nothing. */
export function readDebt(): Promise<Debt> {
  const params = { path: { member_no: ownNumber() }, query: { programme: PROGRAMME } }
  return answered(api.GET('/v1/members/{member_no}/debt', { params }))
}

/** What closed months say of them, newest first: nothing in a programme without levels and dividends. */
export function readMonths(after: string | undefined, limit: number) {
  const params = { path: { member_no: ownNumber() }, query: { limit, ...(after ? { after } : {}) } }
  return answered(api.GET('/v1/members/{member_no}/months', { params }))
}

/** What they were allotted: nothing in a programme without offers. */
export function readAllotments() {
  const params = { path: { member_no: ownNumber() }, query: { programme: PROGRAMME } }
  return answered(api.GET('/v1/members/{member_no}/allotments', { params }))
}
