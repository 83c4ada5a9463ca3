import { expect, it } from 'vitest'
import { FIRST, plansOf, scenarioOf } from './scenario'

const PLANS = plansOf({ plans: { store: { margin: 'take' }, mall: { margin: 'cost' } } })

it('has a merchant for every plan, with a cost where the plan goes by it', () => {
  expect(scenarioOf(FIRST, PLANS)['merchants']).toEqual([
    { plan: 'store', count: 10 },
    { plan: 'mall', count: 10, cost_bp: 7_000 },
  ])
  expect(plansOf(undefined)).toEqual([])
})

it('says nothing of what was left empty', () => {
  const { arrivals, members } = scenarioOf(FIRST, PLANS)
  expect(arrivals).not.toHaveProperty('stop_on_day')
  expect(members).not.toHaveProperty('most')
  expect(JSON.stringify(scenarioOf(FIRST, PLANS))).not.toContain('bank_run')
})

it('takes what was typed as whole basis points and days', () => {
  const form = { ...FIRST, newPercent: 12.34, members: 500, stopOnDay: 0, bankRunOnDay: 90, mood: 'nobody' as const }
  const scenario = scenarioOf(form, PLANS)
  expect(scenario['members']).toMatchObject({ new_bp: 1_234, most: 500 })
  expect(scenario['arrivals']).toMatchObject({ stop_on_day: 0 })
  expect(scenario['selling']).toEqual([{ kind: 'bank_run', on_day: 90 }])
})
