import { ref, watchEffect } from 'vue'

const KEPT = 'ratchet.elder'

/** Whether the pages are in large type and strong colours (长辈版), as kept on this device. */
export const isElder = ref(localStorage.getItem(KEPT) === 'yes')

export function followElder(): void {
  watchEffect(() => {
    localStorage.setItem(KEPT, isElder.value ? 'yes' : 'no')
    document.documentElement.classList.toggle('elder', isElder.value)
  })
}
