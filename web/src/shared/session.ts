import { readonly, ref } from 'vue'
import { answered, api, repeatCsrf } from './api/client'
import { Problem } from './api/problem'
import type { components } from './api/schema'

export type Session = components['schemas']['SessionBody']

/** Members and merchants sign in by a code. */
export type PartyKind = 'member' | 'merchant'

const session = ref<Session>()

/** Who is signed in; nobody while it is undefined. */
export const currentSession = readonly(session)

/** Takes a session that the service has just begun. */
export function beginSession(begun: Session): void {
  session.value = begun
  repeatCsrf(begun.csrf)
}

/** Forgets the session: it ended, or was never there. */
export function forgetSession(): void {
  session.value = undefined
  repeatCsrf('')
}

/** Asks who is signed in, by the cookie that the browser keeps. */
export async function findSession(): Promise<Session | undefined> {
  try {
    beginSession(await answered(api.GET('/v1/session')))
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.status !== 401) throw thrown
    forgetSession()
  }
  return session.value
}

/** Signs out; a session that had ended already is no problem. */
export async function signOut(): Promise<void> {
  try {
    await answered(api.DELETE('/v1/session'))
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.status !== 401) throw thrown
  }
  forgetSession()
}

/** The number of the member or merchant who is signed in; pages behind the sign-in always have one. */
export function ownNumber(): string {
  return session.value?.id ?? ''
}
