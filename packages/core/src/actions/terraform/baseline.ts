import { dirname } from 'node:path'
import { CutoverError } from '../../model/errors.js'
import { createFolder, replaceFile } from '../../rundir/output-files.js'
import { NOTE_LIMIT_BYTES, readOwnFile } from '../../rundir/own-files.js'
import { listOf, parsed, recordOf } from '../../terraform/json-read.js'

/**
 * What was there before this step first applied anything, and what its plans said. Written before each apply and
 * kept over retries and crashes, so that a rollback destroys what the step made and nothing else, even when an
 * apply failed half-way and left no receipt.
 */
export interface Baseline {
  /** Addresses of the module in the state before the first apply. */
  readonly existed: readonly string[]
  /** What the plans did to resources that existed already: no rollback brings that back. */
  readonly touched: readonly string[]
  /** Addresses that the approved plans were to create; null when an older version wrote the file. */
  readonly creates: readonly string[] | null
  /** Addresses that came into the state by an import or a move: they existed in AWS before. */
  readonly adopted: readonly string[]
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
  const texts = (value: unknown) => listOf(value).map(String)
  return {
    existed: texts(found.existed),
    touched: texts(found.touched),
    creates: Array.isArray(found.creates) ? texts(found.creates) : null,
    adopted: texts(found.adopted),
  }
}

/** Keeps the first answer to what existed, and adds up what the plans said. */
export async function writeBaseline(path: string, found: Baseline): Promise<Baseline> {
  const earlier = await readBaseline(path)
  const kept: Baseline = {
    existed: earlier?.existed ?? found.existed,
    touched: both(earlier?.touched, found.touched),
    // Nobody knows what an older version's plan was to create, so nothing may be left out for not being in the list.
    creates: earlier?.creates === null ? null : both(earlier?.creates, found.creates ?? []),
    adopted: both(earlier?.adopted, found.adopted),
  }
  await createFolder(dirname(path))
  await replaceFile(path, `${JSON.stringify(kept, null, 2)}\n`)
  return kept
}

/** Of what is in the state now: what these applies created, and nothing that they found. */
export function createdSince(baseline: Baseline, now: readonly string[]): readonly string[] {
  const found = new Set([...baseline.existed, ...baseline.adopted])
  const creates = baseline.creates === null ? null : new Set(baseline.creates)
  return now.filter((address) => !found.has(address) && creates?.has(address) !== false)
}

function both(earlier: readonly string[] = [], found: readonly string[]): readonly string[] {
  return [...new Set([...earlier, ...found])].sort()
}
