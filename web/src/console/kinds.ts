import { useI18n } from 'vue-i18n'

/** What the API calls by a code, in words; a code that has no words yet is shown as it is. */
export function useKinds(): (group: string, code: string) => string {
  const { t, te } = useI18n()
  return (group, code) => {
    // Codes such as `region:district` are keys without colons.
    const key = `${group}.${code.replaceAll(/[:.-]/g, '_')}`
    return te(key) ? t(key) : code
  }
}
