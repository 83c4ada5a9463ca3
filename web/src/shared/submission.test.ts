import { describe, expect, it } from 'vitest'
import { Problem } from './api/problem'
import { useSubmission } from './submission'

const refusal = (param?: string) =>
  new Problem({ title: '余额不足', code: 'balance_short', status: 422, ...(param ? { param } : {}) })

describe('a submission', () => {
  it('shows a problem beside its field, and elsewhere where the form has no such field', async () => {
    const { submit, messageAt, problemElsewhere } = useSubmission('amount_fen')
    expect(await submit(() => Promise.reject(refusal('amount_fen')))).toBe(false)
    expect(messageAt('amount_fen')).toBe('余额不足')
    expect(problemElsewhere.value).toBeUndefined()
    await submit(() => Promise.reject(refusal('member_no')))
    expect(messageAt('amount_fen')).toBeUndefined()
    expect(problemElsewhere.value?.code).toBe('balance_short')
  })

  it('calls a network that is away by its name', async () => {
    const { submit, problemElsewhere } = useSubmission()
    await submit(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(problemElsewhere.value?.code).toBe('unreachable')
  })

  it('does not ask twice at once, and forgets the problem when it was done', async () => {
    const { submit, busy, problem } = useSubmission()
    await submit(() => Promise.reject(refusal()))
    let done: () => void = () => undefined
    let asked = 0
    const first = submit(() => {
      asked += 1
      return new Promise((resolve) => (done = resolve))
    })
    expect(busy.value).toBe(true)
    expect(await submit(() => Promise.resolve())).toBe(false)
    done()
    expect(await first).toBe(true)
    expect([asked, busy.value, problem.value]).toEqual([1, false, undefined])
  })
})
