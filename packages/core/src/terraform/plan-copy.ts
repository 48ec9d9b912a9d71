import { join } from 'node:path'
import { CutoverError } from '../model/errors.js'
import { sha256 } from '../model/json.js'
import { createFile } from '../rundir/output-files.js'
import { PLAN_LIMIT_BYTES, readOwnFile } from '../rundir/own-files.js'
import { type PrivateFolder, privateFolder } from './access/private-folder.js'

/** A plan file as it was when it was read, where nobody writes who may write the run directory only. */
export interface PlanCopy {
  readonly path: string
  readonly sha256: string
  readonly folder: PrivateFolder
}

/**
 * What is applied is what the digest was taken of: between a look at the file and terraform's own there is time in
 * which it can be replaced.
 * @throws CutoverError `terraform/failed` when there is no such file, or it is none that a plan can be in
 */
export async function copyOfPlan(planFile: string): Promise<PlanCopy> {
  const bytes = await contentOf(planFile)
  const folder = await privateFolder()
  try {
    const path = join(folder.path, 'plan')
    await createFile(path, bytes)
    return { path, sha256: sha256(bytes), folder }
  } catch (error) {
    folder.remove()
    throw error
  }
}

async function contentOf(planFile: string): Promise<Uint8Array> {
  try {
    return await readOwnFile(planFile, PLAN_LIMIT_BYTES)
  } catch (error) {
    throw noPlan(planFile, error instanceof Error ? error.message : 'it cannot be read')
  }
}

function noPlan(planFile: string, why: string): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'environment',
    message: `The saved plan ${planFile} was not applied: ${why}`,
    next: 'Choose retry: the module is planned again and, if that differs, shown again.',
  })
}
