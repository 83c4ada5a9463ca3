import { reactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Filters of a list, kept in the address: a list can be bookmarked, and going back finds it as it was. */
export function useFilters<K extends string>(
  ...names: K[]
): {
  filters: Record<K, string>
  /** Those that are set, as the API takes them. */
  asked: () => Partial<Record<K, string>>
  search: () => void
  clear: () => void
} {
  const route = useRoute()
  const router = useRouter()
  const inAddress = (name: K) => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const filters = reactive(Object.fromEntries(names.map((name) => [name, inAddress(name)]))) as Record<K, string>
  const asked = () =>
    Object.fromEntries(
      names.map((name) => [name, inAddress(name).trim()]).filter(([, value]) => value !== ''),
    ) as Partial<Record<K, string>>
  watch(
    () => route.query,
    () => {
      for (const name of names) filters[name] = inAddress(name)
    },
  )
  function search(): void {
    const set = names.filter((name) => filters[name]).map((name) => [name, filters[name]])
    void router.replace({ query: Object.fromEntries(set) as Record<string, string> })
  }
  function clear(): void {
    void router.replace({ query: {} })
  }
  return { filters, asked, search, clear }
}
