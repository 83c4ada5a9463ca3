import { describe, expect, it } from 'vitest'
import { useListing, type ListPage } from './reading'

/** Readings that are answered when the test says so. */
function atWill() {
  const answers: ((page: ListPage<string>) => void)[] = []
  const ask = () => new Promise<ListPage<string>>((answer) => answers.push(answer))
  const answer = async (reading: number, ...items: string[]) => {
    answers[reading]?.({ items, next: 'more' })
    await Promise.resolve()
    await Promise.resolve()
  }
  return { ask, answer, asked: () => answers.length }
}

describe('a listing', () => {
  it('begun again while a page is on its way shows what it was begun again for', async () => {
    const { ask, answer, asked } = atWill()
    const { items, loading, again } = useListing(ask)
    void again()
    expect(asked()).toBe(2)
    await answer(0, 'old')
    expect(items.value).toEqual([])
    expect(loading.value).toBe(true)
    await answer(1, 'new', 'old')
    expect(items.value).toEqual(['new', 'old'])
    expect(loading.value).toBe(false)
  })

  it('asks for one page at a time', async () => {
    const { ask, answer, asked } = atWill()
    const { items, more } = useListing(ask)
    void more()
    expect(asked()).toBe(1)
    await answer(0, 'a')
    void more()
    await answer(1, 'b')
    expect(items.value).toEqual(['a', 'b'])
  })
})
