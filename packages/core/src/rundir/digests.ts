import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { opendir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isFileRefused, readRegularFileChunks } from '@cutover/journal'
import { byCodeUnit } from '../model/json.js'
import { INPUT_FILES } from './files.js'
import { isInside, OutsideError } from './safe-read.js'

/** SHA-256 by file name relative to the run directory (with `/`). */
export type InputDigests = Readonly<Record<string, string>>

/**
 * Terraform writes these itself, in and after pre-flight: they are not inputs. Nothing that it would read as
 * configuration may match, whatever it is called (`x.tfstate.tf` is configuration, and so may be what is in a
 * folder called `x.tfstate`).
 */
const OWN_FOLDERS = /^(?:\.terraform|.*\.tfstate\.d)$/
const OWN_FILES =
  /^(?:\.terraform\.lock\.hcl|.*\.tfstate(?:\.lock\.info|(?:\.\d+)?\.backup)?|crash.*\.log|\.DS_Store)$/

export type InputChange = { readonly kind: 'changed' | 'missing' | 'added'; readonly file: string }

/** What differs between two sets of digests, by file name. */
export function changedInputs(before: InputDigests, after: InputDigests): readonly InputChange[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodeUnit)
  return files.flatMap((file): InputChange[] => {
    if (before[file] === after[file]) return []
    if (after[file] === undefined) return [{ kind: 'missing', file }]
    return [{ kind: before[file] === undefined ? 'added' : 'changed', file }]
  })
}

/** How much may lie below `terraform/`. Modules are texts; the largest things beside them are zips of functions. */
export const TERRAFORM_LIMITS = {
  fileBytes: 512 * 1024 * 1024,
  totalBytes: 2 * 1024 * 1024 * 1024,
  entries: 20_000,
  depth: 40,
} as const

/**
 * Digests of everything below `terraform/` that people or the planner wrote. Of a symbolic link where it leads
 * counts as well as what is there.
 * @returns digests, and symbolic links to what no digest covers
 * @throws OutsideError for what is no regular file, and for what goes over {@link TERRAFORM_LIMITS}
 */
export async function terraformDigests(
  directory: string,
): Promise<{ readonly digests: InputDigests; readonly escaping: readonly string[] }> {
  const base = await realpath(directory)
  const digests: Record<string, string> = {}
  const escaping: string[] = []
  const walked: Walked = { base, entries: 0, bytes: 0 }
  const queue: string[] = [INPUT_FILES.terraform]
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    for (const entry of await entriesOf(folder, walked)) {
      const name = `${folder}/${entry.name}`
      if (entry.isDirectory()) queue.push(name)
      else if (entry.isSymbolicLink()) {
        const link = await linkDigest(walked, name)
        if (link === null) escaping.push(name)
        else digests[name] = link
      } else digests[name] = await digestOf(walked, join(base, name), name)
    }
  }
  return { digests, escaping }
}

/** How far a walk has come. */
interface Walked {
  readonly base: string
  entries: number
  bytes: number
}

/** What people wrote in a folder, by name. */
async function entriesOf(folder: string, walked: Walked): Promise<readonly Dirent[]> {
  const { depth, entries } = TERRAFORM_LIMITS
  if (folder.split('/').length > depth)
    throw new OutsideError(`lies more than ${depth} folders deep, which is the limit`, folder)
  const path = join(walked.base, folder)
  const found: Dirent[] = []
  for await (const entry of await opendir(path)) {
    walked.entries += 1
    if (walked.entries > entries)
      throw new OutsideError(
        `and what was read before it have more than ${entries} entries, which is the limit below ${INPUT_FILES.terraform}/`,
        folder,
      )
    // Shown as the sign for what cannot be shown, such a name leads to no file, and two may look the same.
    if (entry.name.includes('\uFFFD'))
      throw new OutsideError('has a name that is not UTF-8 text', `${folder}/${entry.name}`)
    if (!(await isTerraformsOwn(path, entry))) found.push(entry)
  }
  return found.sort((a, b) => byCodeUnit(a.name, b.name))
}

/** @param name as it is shown, and @param path where it really is */
async function digestOf(walked: Walked, path: string, name: string): Promise<string> {
  const { fileBytes, totalBytes } = TERRAFORM_LIMITS
  const hash = createHash('sha256')
  try {
    for await (const chunk of readRegularFileChunks(path, { limitBytes: fileBytes })) {
      walked.bytes += chunk.length
      if (walked.bytes > totalBytes)
        throw new OutsideError(
          `and what was read before it have more than ${totalBytes} bytes, which is the limit below ${INPUT_FILES.terraform}/`,
          name,
        )
      hash.update(chunk)
    }
  } catch (error) {
    throw isFileRefused(error) ? new OutsideError(error.why, name) : error
  }
  return hash.digest('hex')
}

async function isTerraformsOwn(folder: string, entry: Dirent): Promise<boolean> {
  if (OWN_FOLDERS.test(entry.name)) return !entry.isFile()
  if (entry.isDirectory() || !OWN_FILES.test(entry.name)) return false
  const target = await stat(join(folder, entry.name)).catch(() => null)
  return target?.isDirectory() !== true
}

/**
 * Where a link leads, and what is there. Null when it leads out of the run directory, or to a folder outside
 * `terraform/` or in one of terraform's own: only what is below the others is digested by itself.
 */
async function linkDigest(walked: Walked, name: string): Promise<string | null> {
  const { base } = walked
  const target = await realpath(join(base, name)).catch(() => null)
  if (target === null || !isInside(base, target)) return null
  const info = await stat(target)
  if (info.isDirectory() && !isDigested(base, target)) return null
  const content = info.isDirectory() ? 'folder' : await digestOf(walked, target, name)
  return createHash('sha256')
    .update(`${relative(base, target)}\0${content}`)
    .digest('hex')
}

function isDigested(base: string, folder: string): boolean {
  const root = join(base, INPUT_FILES.terraform)
  if (!isInside(root, folder)) return false
  return !relative(root, folder)
    .split(sep)
    .some((part) => OWN_FOLDERS.test(part))
}
