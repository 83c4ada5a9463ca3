import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answered, api } from '@/shared/api/client'
import { problemOf, type Problem } from '@/shared/api/problem'
import type { Claim } from './claims'

/** Claims that are asked for at the same time. */
const AT_ONCE = 8

/** A claim that the service refused, and why. */
export interface RefusedClaim {
  claim: Claim
  problem: Problem
}

/** Whether a refusal is about this line, and not about whoever asks or the way to the service. */
const isOfLine = ({ status }: Problem) => status === 400 || status === 404 || status === 409 || status === 422

/** Sends claims line by line: how far it is, and what was refused. The same claim again does nothing twice. */
export function useClaims(programme: string): {
  done: Ref<number>
  refused: ShallowRef<RefusedClaim[]>
  /** Sends all of them, or only tries what they would do. What is not about a line is thrown. */
  send: (claims: Claim[], dry_run: boolean) => Promise<void>
} {
  const done = ref(0)
  const refused = shallowRef<RefusedClaim[]>([])
  async function sendOne(claim: Claim, dry_run: boolean): Promise<void> {
    const { member_no, amount_fen, evidence_sha256 } = claim
    const body = { programme, member_no, amount_fen, evidence_sha256 }
    try {
      await answered(api.POST('/v1/claims', { params: { query: { dry_run } }, body }))
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (!isOfLine(problem)) throw problem
      // What is in the books already is only looked at when it is sent: then the same amount is the same answer.
      if (!dry_run || problem.code !== 'claim_exists') refused.value = [...refused.value, { claim, problem }]
    }
    done.value += 1
  }
  async function send(claims: Claim[], dry_run: boolean): Promise<void> {
    done.value = 0
    refused.value = []
    for (let from = 0; from < claims.length; from += AT_ONCE)
      await Promise.all(claims.slice(from, from + AT_ONCE).map((claim) => sendOne(claim, dry_run)))
    refused.value = refused.value.toSorted((one, other) => one.claim.line - other.claim.line)
  }
  return { done, refused, send }
}
