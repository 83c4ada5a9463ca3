import { expect, it } from 'vitest'
import { stepPath } from './course'

it('steps across before it steps up', () => {
  expect(stepPath(['1.00000000', '1.00297914', '1.00595828'], 100, 20)).toBe('M0 20H50V10H100V0')
})

it('draws a price that has not moved in the middle', () => {
  expect(stepPath(['1.00000000', '1.00000000'], 100, 20)).toBe('M0 10H100V10')
})
