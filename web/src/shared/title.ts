import { watchEffect } from 'vue'

/** Keeps the title of the window that of the page. */
export function useTitle(title: () => string): void {
  watchEffect(() => {
    document.title = `${title()} · Ratchet`
  })
}
