import { fchmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type OpenFolder, openFolder } from '@cutover/journal'
import { CutoverError } from '../model/errors.js'
import { createFolder } from './output-files.js'
import { errno } from './problems.js'

/**
 * A folder of a run, kept open while the run goes on.
 *
 * H1. A file that is opened by {@link HeldFolder.place} is in the folder that was there when the run began, also
 *     when another folder or a link is put in its place meanwhile.
 * H2. Such an exchange is noticed by {@link HeldFolder.assertSame}, which the run calls before everything it does.
 */
export interface HeldFolder {
  readonly path: string
  /** @throws CutoverError `input/changed` when something else is under its name */
  assertSame(): void
  /** A path to a file in it. Where the system has no paths by descriptor: by name, after a look. */
  place(name: string): string
  close(): void
}

/** Holds a folder that is there. A link may lead to it: it is the one that the operator named. */
export function holdFolder(path: string): HeldFolder {
  return held(openFolder(path, 'follow'))
}

/**
 * Holds a folder of our own, which is made if need be, and closes it to others: terraform writes its plans there
 * before they are closed.
 * @throws CutoverError `input/unreadable` when it is a link or no folder: everything in it would land elsewhere
 */
export async function holdOwnFolder(path: string): Promise<HeldFolder> {
  try {
    await createFolder(path)
    const folder = openFolder(path, 'refuse')
    fchmodSync(folder.descriptor, 0o700)
    return held(folder)
  } catch (cause) {
    if (!['ENOTDIR', 'ELOOP', 'EMLINK', 'EEXIST'].includes(errno(cause) ?? '')) throw cause
    throw new CutoverError({
      code: 'input/unreadable',
      fault: 'operator',
      message: `${path} is a symbolic link, or no folder. The logs and saved plans of a run stay in its own directory.`,
      next: 'Remove what is there, then start again or resume.',
      cause,
    })
  }
}

function held(folder: OpenFolder): HeldFolder {
  const { path } = folder
  const assertSame = () => {
    if (!folder.isSame()) throw exchanged(path)
  }
  const byDescriptor = `/proc/self/fd/${folder.descriptor}`
  const hasPaths = statSync(byDescriptor, { throwIfNoEntry: false })?.isDirectory() === true
  return {
    path,
    assertSame,
    place(name) {
      assertSame()
      return join(hasPaths ? byDescriptor : path, name)
    },
    close: () => folder.close(),
  }
}

function exchanged(path: string): CutoverError {
  return new CutoverError({
    code: 'input/changed',
    fault: 'environment',
    message: `${path} is not the folder that this run began with: it was removed, or another folder or a link was put in its place. Nothing more was sent.`,
    next: 'Find out who did that, put the folder back under its name, then resume.',
  })
}
