import { answered, api } from '@/shared/api/client'
import { PROGRAMME } from '@/shared/deployment'

/** What members are told, as `docs/factsheet.md` defines it: fen, units of 10⁻⁸ points, basis points, milliseconds. */
export interface Factsheet {
  as_of: number
  head: { frame: number; hash: string }
  orders: number
  account: { price: string; reserve: number; supply: number }
  most_back: { per_hundred: number | null; spent: number; pool: number; injected: number }
  everyone_sells: {
    sellers: number
    per_hundred: number | null
    lowest: number | null
    median: number | null
    highest: number | null
  }
  spending: PlanFacts[]
  median_quote: { gross: number; fee: number; net: number; spend: number; net_of_spend_bp: number | null } | null
  cap: {
    members: number
    reached: number
    not_reached_bp: number | null
    time_median_ms: number | null
  }
  price_change: { shown_first: string; shown_last: string; parts: { cause: string; shown: string }[] }
  awards: { members: number; median: number | null; top_share_bp: number | null; without_bp: number | null }
  withdrawals: { median_time_ms: number | null; failures: number; pending: number }
  rules: { now: VersionFacts; next: VersionFacts | null }
  scenarios: { seed: number; outcomes: ScenarioFacts[] }
}

export interface PlanFacts {
  plan: string
  by_rule: {
    merchant: number
    lines: Record<string, number>
    pool: number
    awards_at_most: number
    points_worth: number
  } | null
}

export interface VersionFacts {
  version: number
  effective_at: number | null
}

export interface ScenarioFacts {
  scenario: string
  days: number
  figures: { price: string; reached_bp: number; back_median: number | null; most_per_hundred: number | null } | null
  reason: string | null
}

/** The factsheet of the programme. It may be some minutes old, and says of when it is. */
export async function readFactsheet(): Promise<Factsheet> {
  const params = { path: { programme: PROGRAMME } }
  const sheet: unknown = await answered(api.GET('/v1/programmes/{programme}/factsheet', { params }))
  return sheet as Factsheet
}
