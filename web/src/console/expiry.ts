import type { Router } from 'vue-router'
import { api } from '@/shared/api/client'
import { currentSession, forgetSession } from '@/shared/session'

/** A session that ended while its pages were open leads to the sign-in, and back afterwards. */
export function followExpiry(router: Router): void {
  api.use({
    onResponse({ response }) {
      if (response.status !== 401 || !currentSession.value) return
      forgetSession()
      const back = router.currentRoute.value.fullPath
      void router.push({ name: 'sign-in', query: { back } })
    },
  })
}
