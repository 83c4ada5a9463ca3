import createClient, { type Middleware } from 'openapi-fetch'
import { currentLocale } from '../i18n/locale'
import { isProblemBody, Problem, UNREADABLE } from './problem'
import type { paths } from './schema'

/**
 * What the session told this page to repeat with every request that changes something. It lives in memory only: the session
 * itself is a cookie that no script can read.
 */
let csrf = ''

export function repeatCsrf(token: string): void {
  csrf = token
}

/** How far the journal was when this page last changed something or heard of a change: its readings wait for that. */
let sequence = 0

/** Keeps in mind how far the journal is, so that what is read from now on is not older. */
export function sawSequence(seen: number): void {
  if (seen > sequence) sequence = seen
}

const SAFE = ['GET', 'HEAD', 'OPTIONS']

const dress: Middleware = {
  onRequest({ request }) {
    request.headers.set('accept-language', currentLocale())
    if (!SAFE.includes(request.method)) {
      if (csrf) request.headers.set('x-csrf-token', csrf)
    } else if (sequence > 0) request.headers.set('ratchet-min-sequence', String(sequence))
    return request
  },
  onResponse({ response }) {
    sawSequence(Number(response.headers.get('ratchet-sequence')))
  },
}

/** The API, typed by its document. Same origin only. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })
api.use(dress)

/**
 * The data of an answer; a `Problem` is thrown for everything else.
 *
 *     const price = await answered(api.GET('/v1/programmes/{programme}/price', { params: { path: { programme } } }))
 */
export async function answered<T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await asked
  if (response.ok) return data as NonNullable<T>
  if (isProblemBody(error)) throw new Problem(error)
  throw new Problem({ title: '', code: UNREADABLE, status: response.status })
}

/** A key under which asking twice does once. A form keeps it until it was answered. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID()
}
