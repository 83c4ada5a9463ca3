import type { components } from '@/shared/api/schema'

/** How members sell, by a name: shares of them, each with a way. Who has none never sells. */
export const MOODS = {
  calm: [
    { kind: 'hazard', share_bp: 2_000, bp_per_day: 20 },
    { kind: 'break_even', share_bp: 3_000 },
  ],
  patient: [{ kind: 'break_even', share_bp: 10_000 }],
  impatient: [{ kind: 'hazard', share_bp: 10_000, bp_per_day: 200 }],
  nobody: [],
} as const
export type Mood = keyof typeof MOODS

/** What is asked in a form. Days count from the beginning. */
export interface ScenarioForm {
  days: number
  ordersPerDay: number
  newPercent: number
  members?: number
  medianFen: number
  mood: Mood
  stopOnDay?: number
  bankRunOnDay?: number
  seed: number
}

/** Half a year of a small town. */
export const FIRST: ScenarioForm = {
  days: 180,
  ordersPerDay: 20,
  newPercent: 30,
  medianFen: 6_000,
  mood: 'calm',
  seed: 1,
}

/** A plan of rules, and what of it a scenario must say. */
export interface Plan {
  name: string
  byCost: boolean
}

/** The plans of rules as the API gives them. */
export function plansOf(rules: unknown): Plan[] {
  const plans = (rules as { plans?: Record<string, { margin?: string }> } | undefined)?.plans ?? {}
  return Object.entries(plans).map(([name, { margin }]) => ({ name, byCost: margin === 'cost' }))
}

/** Of goods sold by cost: what they cost, where a form asks nothing. */
const COST_BP = 7_000

/** The scenario of a form, as the simulator takes it. */
export function scenarioOf(form: ScenarioForm, plans: Plan[]): Record<string, unknown> {
  const bankRun = form.bankRunOnDay === undefined ? [] : [{ kind: 'bank_run', on_day: form.bankRunOnDay }]
  return {
    seed: form.seed,
    days: form.days,
    arrivals: {
      kind: 'constant',
      orders_per_day: form.ordersPerDay,
      spread: 'poisson',
      ...(form.stopOnDay === undefined ? {} : { stop_on_day: form.stopOnDay }),
    },
    members: {
      new_bp: Math.round(form.newPercent * 100),
      repeat: 'recent',
      ...(form.members === undefined ? {} : { most: form.members }),
    },
    spend: {
      kind: 'lognormal',
      median_fen: form.medianFen,
      sigma: 0.8,
      least_fen: 100,
      most_fen: 100 * form.medianFen,
    },
    referral: { kind: 'preferential', referred_bp: 8_000 },
    merchants: plans.map(({ name, byCost }) => ({ plan: name, count: 10, ...(byCost ? { cost_bp: COST_BP } : {}) })),
    selling: [...MOODS[form.mood], ...bankRun],
  }
}

/** What is sent to be played. */
export type NewSimulation = components['schemas']['NewSimulation']
