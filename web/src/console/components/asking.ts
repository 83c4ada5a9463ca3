import { ElMessageBox } from 'element-plus'

/** Asks whether something is to be done that cannot simply be undone. */
export async function isSure(question: string, title: string, words: { yes: string; no: string }): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question, title, {
      confirmButtonText: words.yes,
      cancelButtonText: words.no,
      type: 'warning',
    })
    return true
  } catch {
    return false
  }
}
