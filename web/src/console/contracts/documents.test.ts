import { expect, it } from 'vitest'
import { digestOf } from './documents'

it('is the digest that everybody else computes', async () => {
  expect(await digestOf(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
