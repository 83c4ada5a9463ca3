/** Something that the service did not do, and why (RFC 9457). Its title comes in the language of the page. */
export class Problem extends Error {
  /** The stable code, the same in every language. */
  readonly code: string
  readonly status: number
  /** The field that was wrong, as the API names it. */
  readonly param: string | undefined
  /** Names the request in the service's log. */
  readonly requestId: string | undefined

  constructor(body: { title: string; code: string; status: number; param?: string; request_id?: string }) {
    super(body.title)
    this.name = 'Problem'
    this.code = body.code
    this.status = body.status
    this.param = body.param
    this.requestId = body.request_id
  }
}

/** No answer came: the network, or the service, is away. Titles of such problems are the pages' own (`problem.<code>`). */
export const UNREACHABLE = 'unreachable'

/** The answer was none of the API's. */
export const UNREADABLE = 'unreadable'

/** What was thrown, as a problem. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  const code = thrown instanceof TypeError ? UNREACHABLE : UNREADABLE
  return new Problem({ title: '', code, status: 0 })
}

/** A problem that the page itself found in a field, before anything was sent. */
export function fieldProblem(param: string, title: string): Problem {
  return new Problem({ title, code: 'field_invalid', status: 0, param })
}

/** Whether this is the body of a problem. */
export function isProblemBody(body: unknown): body is ConstructorParameters<typeof Problem>[0] {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body
}

/** The engine's word for a field: without the unit or the kind of name that the API adds, and without the body around it. */
function plainName(field: string): string {
  const name = (field.split('.').at(-1) ?? field).replace(/_(fen|no)$/, '')
  return name === 'units' ? 'points' : name
}

/**
 * Whether a problem is about a field of the API: `amount` of the engine is `amount_fen` of a form, and `scenario.days` stands
 * within the text `scenario`.
 */
export function isAbout({ param }: Problem, field: string): boolean {
  return param !== undefined && (plainName(param) === plainName(field) || param.startsWith(`${field}.`))
}
