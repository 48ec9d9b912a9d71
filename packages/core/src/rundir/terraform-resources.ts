import { join, resolve } from 'node:path'
import type { Artifacts } from '../model/artifacts/artifacts.js'
import { declaredResources, moduleResources } from '../terraform/module-resources.js'
import { INPUT_FILES } from './files.js'
import { isInside } from './safe-read.js'

/**
 * What each module declares. Modules that cannot be read (remote ones, broken files) have no entry: terraform
 * judges them in pre-flight, this only serves the check of permissions. Nothing outside the run directory's
 * Terraform folder is read.
 *
 * @param directory the real path of the run directory
 */
export async function terraformResources(
  directory: string,
  modules: readonly string[],
): Promise<NonNullable<Artifacts['terraformResources']>> {
  const root = join(directory, INPUT_FILES.terraformRoot)
  const mayRead = (folder: string) => isInside(join(directory, INPUT_FILES.terraform), resolve(folder))
  const found: [string, ReturnType<typeof declaredResources>][] = []
  for (const module of modules) {
    const reading = await moduleResources(root, module, mayRead).catch(() => null)
    if (reading !== null && reading.problems.length === 0) found.push([module, declaredResources(reading)])
  }
  return Object.fromEntries(found)
}
