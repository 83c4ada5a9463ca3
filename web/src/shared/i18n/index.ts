import { watchEffect, type Plugin } from 'vue'
import { createI18n } from 'vue-i18n'
import { currentLocale, LOCALES, type Locale } from './locale'
import en from './en'
import zhCN from './zh-CN'

export { chooseLocale, currentLocale, LOCALES, type Locale } from './locale'

/** The same keys in another language. */
export type Translated<T> = { [K in keyof T]: T[K] extends string ? string : Translated<T[K]> }

type Texts = Record<string, unknown>

/** The texts of an application over those that all share. The language follows `chooseLocale`. */
export function createTexts(own: Record<Locale, Texts>): Plugin {
  const shared: Record<Locale, Texts> = { 'zh-CN': zhCN, en }
  const messages = Object.fromEntries(LOCALES.map((locale) => [locale, { ...shared[locale], ...own[locale] }]))
  const i18n = createI18n({
    legacy: false,
    locale: currentLocale(),
    fallbackLocale: 'zh-CN',
    messages: messages as Record<string, Record<string, string>>,
    // A code of the API that has no text yet is shown as it is.
    missingWarn: false,
    fallbackWarn: false,
  })
  watchEffect(() => {
    i18n.global.locale.value = currentLocale()
    document.documentElement.lang = currentLocale()
  })
  return i18n
}
