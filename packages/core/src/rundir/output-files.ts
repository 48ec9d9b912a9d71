import { fsync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { openFolder, openRegularFile, type RegularFile } from '@cutover/journal'
import { errno } from './problems.js'

/**
 * Writing into the run directory, which is sensitive.
 *
 * O1. Files are created with mode 0600, folders with 0700, whatever the umask allows.
 * O2. A replaced file is either the old or the new one after a crash, never a part.
 * O3. A symbolic link at the place of a file is never followed.
 */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Creates a folder and its parents; an existing one is left as it is. */
export async function createFolder(path: string): Promise<void> {
  try {
    await makeFolder(path)
  } catch (error) {
    if (errno(error) !== 'ENOENT' || dirname(path) === path) throw error
    await createFolder(dirname(path))
    // Once: node's own recursive way tries for ever where a folder can be seen and none be made, as below /proc.
    await makeFolder(path)
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: FOLDER_MODE })
  } catch (error) {
    if (errno(error) !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error
  }
}

/**
 * Writes a file that must not exist yet, and makes it durable.
 * @returns `exists` when something is already there; it is not touched
 */
export async function createFile(path: string, content: string | Uint8Array): Promise<'created' | 'exists'> {
  let file: FileHandle
  try {
    file = await open(path, 'wx', FILE_MODE)
  } catch (error) {
    if (errno(error) === 'EEXIST') return 'exists'
    throw error
  }
  await writeAndClose(file, content)
  await syncFolder(dirname(path))
  return 'created'
}

/** Replaces a file as a whole (O2): temporary file, fsync, rename, fsync of the folder. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  // One name per target: only the holder of the run's lock writes, and a leftover of a crash is overwritten.
  const temporary = join(dirname(path), `.${basename(path)}.new`)
  await rm(temporary, { force: true })
  await writeAndClose(await open(temporary, 'wx', FILE_MODE), content)
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/**
 * Opens a step's log for appending (O1, O3). The caller closes it.
 * @throws FileRefusedError when something else than a file is there; the system's error
 */
export function openLog(path: string): RegularFile {
  // Nothing is read of it: how long it may become is for the disk to say.
  return openRegularFile(path, { limitBytes: Number.POSITIVE_INFINITY, access: 'create-or-append' })
}

async function writeAndClose(file: FileHandle, content: string | Uint8Array): Promise<void> {
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

const syncDescriptor = promisify(fsync)

async function syncFolder(path: string): Promise<void> {
  const folder = openFolder(path, 'follow')
  try {
    await syncDescriptor(folder.descriptor)
  } finally {
    folder.close()
  }
}
