import { ref } from 'vue'

/** The languages of the pages. */
export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

const KEPT = 'ratchet.locale'

function isLocale(text: string | null): text is Locale {
  return LOCALES.some((locale) => locale === text)
}

/** What was chosen on this device; else what the browser asks for; else Chinese. */
function firstLocale(): Locale {
  const kept = localStorage.getItem(KEPT)
  if (isLocale(kept)) return kept
  const asked = navigator.languages.find((language) => /^(zh|en)\b/.test(language))
  return asked?.startsWith('en') ? 'en' : 'zh-CN'
}

const locale = ref<Locale>(firstLocale())

/** The language of this page. */
export function currentLocale(): Locale {
  return locale.value
}

/** Keeps another language on this device. */
export function chooseLocale(chosen: Locale): void {
  locale.value = chosen
  localStorage.setItem(KEPT, chosen)
}
