import { expect, it } from 'vitest'
import { regionTree } from './regions'

it('puts a region below those around it, known or not', () => {
  const tree = regionTree([
    { region: '33', agent_no: 'm-1', merchants: 3 },
    { region: '33/3301/330106', agent_no: 'm-2', merchants: 2 },
    { region: '44/4403', merchants: 0 },
  ])
  expect(tree.map(({ path }) => path)).toEqual(['33', '44'])
  expect(tree[0]?.children[0]).toMatchObject({ path: '33/3301', code: '3301', agent_no: null, merchants: 0 })
  expect(tree[0]?.children[0]?.children[0]).toMatchObject({ code: '330106', agent_no: 'm-2', merchants: 2 })
})
