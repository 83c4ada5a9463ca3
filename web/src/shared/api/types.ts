import type { components } from './schema'

/** What the API answers, by short names. */
export type Member = components['schemas']['MemberBody']
export type Merchant = components['schemas']['MerchantBody']
export type Order = components['schemas']['OrderBody']
export type CoursePoint = components['schemas']['CoursePoint']
export type Debt = components['schemas']['DebtBody']
export type Distances = components['schemas']['DistancesBody']
/** One movement of a statement. */
export type StatementLine = components['schemas']['StatementBody']['items'][number]
export type Flow = components['schemas']['FlowBody']
