import type { Router } from 'vue-router'
import { currentSession, findSession, type Session } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Whether the page is for everybody, signed in or not. */
    open?: boolean
  }
}

/**
 * Lets nobody but sessions of this kind see the pages of a router, but for those with `meta: { open: true }`. Who is not
 * signed in goes to the route named `sign-in` and comes back afterwards.
 */
export function guard(router: Router, kind: Session['kind']): void {
  let asked = false
  router.beforeEach(async (to) => {
    if (!asked) {
      asked = true
      // The page is fetched while the service is asked, and not only when it has answered.
      for (const { components } of to.matched) {
        const page: unknown = components?.['default']
        if (typeof page === 'function') void (page as () => Promise<unknown>)().catch(() => undefined)
      }
      // A service that is away is told by the page that is opened.
      await findSession().catch(() => undefined)
    }
    if (to.meta.open || currentSession.value?.kind === kind) return true
    return { name: 'sign-in', query: { back: to.fullPath } }
  })
}
