import { computed, ref } from 'vue'
import { deployment } from '@/shared/deployment'

const KEPT = 'ratchet.programme'
const chosen = ref(localStorage.getItem(KEPT) ?? '')

/** The programmes of the deployment. */
export const programmes = computed<readonly string[]>(() => deployment.value?.programmes ?? [])

/** The programme that the pages show: what was chosen on this device, else the first one. */
export const programme = computed({
  get: () => (programmes.value.includes(chosen.value) ? chosen.value : (programmes.value[0] ?? 'main')),
  set: (name: string) => {
    chosen.value = name
    localStorage.setItem(KEPT, name)
  },
})
