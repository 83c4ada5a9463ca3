import { currentSession } from '@/shared/session'
import type { components } from '@/shared/api/schema'

/** Something that may be done or seen, as the API names it. */
export type Scope = components['schemas']['Scopes'][number]

/** Whether whoever is signed in may do this. The API asks again; this only keeps buttons away that would be refused. */
export function can(scope: Scope): boolean {
  return currentSession.value?.scopes.includes(scope) ?? false
}
