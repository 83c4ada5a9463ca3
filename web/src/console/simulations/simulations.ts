import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { answered, api } from '@/shared/api/client'
import type { components } from '@/shared/api/schema'

export type Simulation = components['schemas']['SimulationBody']
export type SimulationResult = components['schemas']['SimulationResult']
export type Quantiles = components['schemas']['QuantilesBody']

/** A result under the name that it has beside others. */
export interface Named {
  name: string
  result: SimulationResult
}

/** How often a simulation is asked how far it is, in milliseconds. */
const ASK_EVERY = 700

/** Whether nothing more comes of a simulation. */
export const isEnded = ({ state }: Simulation) => state === 'done' || state === 'failed'

export function readSimulation(simulation_no: string): Promise<Simulation> {
  return answered(api.GET('/v1/simulations/{simulation_no}', { params: { path: { simulation_no } } }))
}

/** Follows a simulation until it ends, for as long as the component lives. */
export function useSimulation(): {
  simulation: ShallowRef<Simulation | undefined>
  follow: (first: Simulation) => void
} {
  const simulation = shallowRef<Simulation>()
  let timer: number | undefined
  async function ask(number: string): Promise<void> {
    try {
      follow(await readSimulation(number))
    } catch {
      // The service is away: it is asked again.
      timer = window.setTimeout(() => void ask(number), 5 * ASK_EVERY)
    }
  }
  function follow(newest: Simulation): void {
    window.clearTimeout(timer)
    simulation.value = newest
    if (!isEnded(newest)) timer = window.setTimeout(() => void ask(newest.simulation_no), ASK_EVERY)
  }
  onScopeDispose(() => {
    window.clearTimeout(timer)
  })
  return { simulation, follow }
}
