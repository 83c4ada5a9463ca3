import { useI18n } from 'vue-i18n'

/** What the API calls by a code, in words; a code that has no words yet is shown as it is. */
export interface Kinds {
  /** A movement of a statement, an award by its kind. */
  movement: (line: { kind: string; award?: string | null }) => string
  award: (kind: string) => string
  order: (state: string) => string
  withdrawal: (state: string) => string
}

export function useKinds(): Kinds {
  const { t, te } = useI18n()
  // Codes such as `region:district` are keys without colons.
  const words = (group: string, code: string) => {
    const key = `${group}.${code.replaceAll(':', '_')}`
    return te(key) ? t(key) : code
  }
  const award = (kind: string) => words('award', kind)
  return {
    award,
    movement: ({ kind, award: ofKind }) =>
      ofKind ? `${t('statement.kind.award')} · ${award(ofKind)}` : words('statement.kind', kind),
    order: (state) => words('orderState', state),
    withdrawal: (state) => words('withdrawalState', state),
  }
}
