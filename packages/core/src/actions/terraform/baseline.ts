import { dirname } from 'node:path'
import { CutoverError } from '../../model/errors.js'
import { createFolder, replaceFile } from '../../rundir/output-files.js'
import { NOTE_LIMIT_BYTES, readOwnFile } from '../../rundir/own-files.js'
import { listOf, parsed, recordOf } from '../../terraform/json-read.js'

/**
 * What was there before this step first applied anything. Written before the first apply and kept over
 * retries and crashes, so that a rollback destroys what the step made and nothing else, even when an apply
 * failed half-way and left no receipt.
 */
export interface Baseline {
  /** Addresses in the state before the first apply. */
  readonly existed: readonly string[]
  /** Existing resources that the step's plans updated, replaced or destroyed: no rollback brings them back. */
  readonly touched: readonly string[]
}

/** Null when nothing was ever applied. */
export async function readBaseline(path: string): Promise<Baseline | null> {
  let text: string
  try {
    text = (await readOwnFile(path, NOTE_LIMIT_BYTES)).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const found = recordOf(parsed(text))
  if (found === null || !Array.isArray(found.existed))
    throw new CutoverError({
      code: 'terraform/failed',
      fault: 'environment',
      message: `${path} cannot be read, so it is not known what this step created. Roll back by hand.`,
    })
  return { existed: listOf(found.existed).map(String), touched: listOf(found.touched).map(String) }
}

/** Keeps the first answer to what existed, and adds up what was touched. */
export async function writeBaseline(path: string, found: Baseline): Promise<Baseline> {
  const earlier = await readBaseline(path)
  const touched = [...new Set([...(earlier?.touched ?? []), ...found.touched])].sort()
  const kept = { existed: earlier?.existed ?? found.existed, touched }
  await createFolder(dirname(path))
  await replaceFile(path, `${JSON.stringify(kept, null, 2)}\n`)
  return kept
}
