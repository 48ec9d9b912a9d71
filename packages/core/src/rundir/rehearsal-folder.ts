import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { CutoverError } from '../model/errors.js'
import { INPUT_FILES, OUTPUT_FILES } from './files.js'

/**
 * A rehearsal may write beside a run, never into what the run was signed with or has logged: its files there
 * would be inputs of the run.
 * @throws CutoverError `usage/invalid`
 */
export async function refuseRunsOwnFolder(runDirectory: string, rehearsalDirectory: string): Promise<void> {
  const inside = relative(await real(runDirectory), await real(rehearsalDirectory))
  const [first] = inside.split(sep)
  if (first !== INPUT_FILES.terraform && first !== OUTPUT_FILES.stepFolder) return
  throw new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: `The option "rehearsalDirectory" leads into ${first}/ of the run directory, which is the run's own. Nothing was touched.`,
    next: `Give the rehearsal a folder below ${OUTPUT_FILES.rehearsals}/, or outside.`,
  })
}

/** Links resolved as far as there is something. */
async function real(path: string): Promise<string> {
  const whole = resolve(path)
  try {
    return await realpath(whole)
  } catch {
    const parent = dirname(whole)
    return parent === whole ? whole : join(await real(parent), basename(whole))
  }
}
