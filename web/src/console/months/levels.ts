import type { components } from '@/shared/api/schema'
import { monthOf } from '@/shared/format'

/** One level, as rules say it: what a month has to show for it, and the rate of the orders below. */
export interface LevelStep {
  rate_bp: number
  own_spend_fen: number
  team_turnover_fen: number
  direct?: { count: number; level: number } | null
}

/** Levels, as rules say them. */
export interface LevelRules {
  mode: 'report' | 'pay'
  depth: number
  team_depth: number
  peer_bp: number
  steps: LevelStep[]
}

/** Dividends, as rules say them. */
export interface DividendRules {
  dividend_bp: number
  weight: 'fixed' | 'turnover'
}

/** What rules say of months; nothing where a programme has neither levels nor dividends. */
export interface MonthRules {
  levels?: LevelRules | null
  dividends?: DividendRules | null
}

type Version = Pick<components['schemas']['RulesVersion'], 'version' | 'effective_at'> & { rules: unknown }

/**
 * The rules at the last moment of a month, which its levels go by; without one, those published last. Where a version begins
 * in a month says enough: it is in force at the month's end.
 */
export function rulesOf(versions: Version[], month?: string): MonthRules {
  // The first version is in force from the beginning, whatever its moment says.
  const inForce = versions.filter(
    ({ version, effective_at }) => !month || version === 0 || monthOf(effective_at) <= month,
  )
  return (inForce.at(-1)?.rules ?? {}) as MonthRules
}

/** What a level asks for, and whether a month shows it; undefined where it asks for nothing, or the statement does not say. */
export interface Shown {
  own: boolean | undefined
  team: boolean | undefined
  direct: boolean | undefined
}

/**
 * What a month of a member shows for the level behind so many others. Direct members are counted for one level only: that
 * behind the one that was reached; whoever reached a level had them.
 */
export function shownFor(step: LevelStep, place: number, of: components['schemas']['MonthMemberBody']): Shown {
  const { own_spend_fen, team_turnover_fen, direct } = step
  const hasDirect = place < of.next_level || (place === of.next_level ? of.direct >= (direct?.count ?? 0) : undefined)
  return {
    own: own_spend_fen > 0 ? of.own_spend_fen >= own_spend_fen : undefined,
    team: team_turnover_fen > 0 ? of.team_turnover_fen >= team_turnover_fen : undefined,
    direct: direct ? hasDirect : undefined,
  }
}
