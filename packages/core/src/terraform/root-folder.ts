import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CutoverError } from '../model/errors.js'

/** What terraform leaves when it could not write a state to where it belongs. */
export const ERRORED_STATE = 'errored.tfstate'
const LOCAL_STATES = ['terraform.tfstate', 'terraform.tfstate.backup', ERRORED_STATE]

/** @throws CutoverError `input/missing-file`: a missing folder would otherwise look like a missing program */
export async function needRoot(root: string): Promise<void> {
  if ((await stat(root).catch(() => null))?.isDirectory() === true) return
  throw new CutoverError({
    code: 'input/missing-file',
    fault: 'operator',
    message: `${root} is not there; terraform has nothing to work on.`,
  })
}

export async function hasErroredState(root: string): Promise<boolean> {
  return (await stat(join(root, ERRORED_STATE)).catch(() => null)) !== null
}

/** A local state holds every value in clear. One that was there before keeps its mode until it is closed. */
export async function closeStates(root: string): Promise<void> {
  for (const name of LOCAL_STATES) await chmod(join(root, name), 0o600).catch(() => undefined)
}
