import { computed, ref, watchEffect } from 'vue'

/** Light, dark, or as the system says. */
export const APPEARANCES = ['system', 'light', 'dark'] as const
export type Appearance = (typeof APPEARANCES)[number]

const KEPT = 'ratchet.appearance'
const kept = APPEARANCES.find((name) => name === localStorage.getItem(KEPT))

/** What was chosen on this device. */
export const appearance = ref<Appearance>(kept ?? 'system')

const system = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = ref(system.matches)
system.addEventListener('change', (event) => (systemIsDark.value = event.matches))

/** Whether the page is dark now. */
export const isDark = computed(() => (appearance.value === 'system' ? systemIsDark.value : appearance.value === 'dark'))

/** Keeps the choice, and the page in it. `dark` on the root element is what Element Plus and our styles look at. */
export function followAppearance(): void {
  watchEffect(() => {
    localStorage.setItem(KEPT, appearance.value)
    document.documentElement.classList.toggle('dark', isDark.value)
  })
}
