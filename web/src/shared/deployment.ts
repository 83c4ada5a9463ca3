import { readonly, ref } from 'vue'
import { answered, api } from './api/client'
import type { components } from './api/schema'
import { useZone } from './format'

export type Deployment = components['schemas']['DeploymentBody']

const found = ref<Deployment>()

/** The deployment whose pages these are; undefined until the service has answered. */
export const deployment = readonly(found)

/** Asks which deployment this is. A page that cannot know yet still shows itself, and says why with its first reading. */
export async function findDeployment(): Promise<void> {
  try {
    found.value = await answered(api.GET('/v1/deployment'))
    useZone(found.value.zone)
  } catch {
    found.value = undefined
  }
}

/** The programme that the phone pages show. */
export const PROGRAMME = 'main'
