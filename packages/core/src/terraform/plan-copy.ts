import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { CutoverError } from '../model/errors.js'
import { sha256 } from '../model/json.js'
import { createFile } from '../rundir/output-files.js'
import { type PrivateFolder, privateFolder } from './access/private-folder.js'

/** A plan file as it was when it was read, where nobody writes who may write the run directory only. */
export interface PlanCopy {
  readonly path: string
  readonly sha256: string
  readonly folder: PrivateFolder
}

/** Plans hold the state that they were made from; the largest that were seen are a few tens of MB. */
const MAX_BYTES = 256 * 1024 * 1024

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
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
  const file = await open(planFile, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null)
  if (file === null) throw noPlan(planFile, 'it cannot be opened')
  try {
    const info = await file.stat()
    if (!info.isFile()) throw noPlan(planFile, 'it is no regular file')
    if (info.size > MAX_BYTES) throw noPlan(planFile, `it is larger than ${MAX_BYTES} bytes`)
    const bytes = Buffer.alloc(info.size)
    const { bytesRead } = await file.read(bytes, 0, info.size, 0)
    return bytes.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function noPlan(planFile: string, why: string): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'environment',
    message: `The saved plan ${planFile} was not applied: ${why}.`,
    next: 'Choose retry: the module is planned again and, if that differs, shown again.',
  })
}
