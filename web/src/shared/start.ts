import { createApp, type Component, type Plugin } from 'vue'
import type { Router } from 'vue-router'
import { followAppearance } from './appearance'
import { findDeployment } from './deployment'
import { createTexts, type Locale } from './i18n'
import './theme.css'

/** What an application is made of. */
export interface Application {
  root: Component
  router: Router
  texts: Record<Locale, Record<string, unknown>>
  /** The library of components, where it is one to be installed. */
  components?: Plugin
}

/** Starts an application in its page. */
export function start({ root, router, texts, components }: Application): void {
  followAppearance()
  void findDeployment()
  const app = createApp(root).use(createTexts(texts)).use(router)
  if (components) app.use(components)
  // What the page says while it opens stays until its first page is there: nothing flashes, nothing jumps.
  void router
    .isReady()
    .catch(() => undefined)
    .then(() => app.mount('#app'))
}
