import type { components } from '@/shared/api/schema'

type Region = components['schemas']['RegionBody']

/** A region with those within it. */
export interface RegionNode {
  /** Its path, from the largest part to the smallest. */
  path: string
  /** The last part of it. */
  code: string
  agent_no: string | null
  merchants: number
  children: RegionNode[]
}

/** Regions as a tree: those around a region are there even where only the region itself is known. */
export function regionTree(regions: readonly Region[]): RegionNode[] {
  const roots: RegionNode[] = []
  const known = new Map<string, RegionNode>()
  function node(path: string): RegionNode {
    const found = known.get(path)
    if (found) return found
    const cut = path.lastIndexOf('/')
    const made: RegionNode = { path, code: path.slice(cut + 1), agent_no: null, merchants: 0, children: [] }
    known.set(path, made)
    ;(cut < 0 ? roots : node(path.slice(0, cut)).children).push(made)
    return made
  }
  for (const region of regions) {
    const at = node(region.region)
    at.agent_no = region.agent_no ?? null
    at.merchants = region.merchants
  }
  return roots
}
