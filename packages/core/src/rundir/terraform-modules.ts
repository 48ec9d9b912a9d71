import type { Artifacts } from '../model/artifacts/artifacts.js'
import { byCodeUnit } from '../model/json.js'
import { type Configuration, rootOf } from '../terraform/configuration/model.js'
import { declaredResources, moduleResources } from '../terraform/module-resources.js'

type Declared = Pick<Artifacts, 'terraformModules' | 'terraformResources'>

/**
 * What compile needs of the Terraform files. Modules are those that the root calls and whose source can be found:
 * a local folder that exists, or a registry or version-control address (which `terraform init` fetches, or says
 * why not). Modules that were not read as a whole have no resources here: this only serves the check of
 * permissions.
 */
export function declaredTerraform(configuration: Configuration | null): Declared {
  if (configuration === null) return { terraformModules: [] }
  const calls = rootOf(configuration)?.calls ?? []
  const modules = [
    ...new Set(calls.filter(({ place }) => place.kind !== 'missing').map(({ name }) => name)),
  ].sort(byCodeUnit)
  const resources = modules.flatMap((module) => {
    const reading = moduleResources(configuration, module)
    return reading === null || reading.problems.length > 0
      ? []
      : [[module, declaredResources(reading)] as const]
  })
  return { terraformModules: modules, terraformResources: Object.fromEntries(resources) }
}
