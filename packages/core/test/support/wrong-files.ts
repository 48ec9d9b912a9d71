import { rmSync } from 'node:fs'
import { WRONG_FILES, WRONG_KINDS } from '../../../journal/test/support/wrong-files.js'

export { WRONG_KINDS }

/** Puts a pipe, a folder, a link to an endless device, or thirty gigabytes into the place of a file. */
export function putInPlace(path: string, kind: (typeof WRONG_KINDS)[number]): void {
  rmSync(path, { recursive: true, force: true })
  WRONG_FILES[kind](path)
}
