import { createHash } from 'node:crypto'
import { createReadStream, type Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { byCodeUnit } from '../model/json.js'
import { INPUT_FILES } from './files.js'
import { isInside } from './safe-read.js'

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
const TERRAFORM_FILE_LIMIT = 20_000

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

/**
 * Digests of everything below `terraform/` that people or the planner wrote. Of a symbolic link where it leads
 * counts as well as what is there.
 * @returns digests, and symbolic links to what no digest covers
 */
export async function terraformDigests(
  directory: string,
): Promise<{ readonly digests: InputDigests; readonly escaping: readonly string[] }> {
  const base = await realpath(directory)
  const digests: Record<string, string> = {}
  const escaping: string[] = []
  const queue: string[] = [INPUT_FILES.terraform]
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    const entries = await readdir(join(base, folder), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) {
      if (await isTerraformsOwn(join(base, folder), entry)) continue
      const name = `${folder}/${entry.name}`
      if (entry.isDirectory()) queue.push(name)
      else if (entry.isSymbolicLink()) {
        const link = await linkDigest(base, name)
        if (link === null) escaping.push(name)
        else digests[name] = link
      } else if (entry.isFile()) digests[name] = await fileSha256(join(base, name))
    }
    if (Object.keys(digests).length > TERRAFORM_FILE_LIMIT)
      throw new Error(`more than ${TERRAFORM_FILE_LIMIT} files below ${INPUT_FILES.terraform}`)
  }
  return { digests, escaping }
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
async function linkDigest(base: string, name: string): Promise<string | null> {
  const target = await realpath(join(base, name)).catch(() => null)
  if (target === null || !isInside(base, target)) return null
  const info = await stat(target)
  if (!info.isFile() && !isDigested(base, target)) return null
  const content = info.isFile() ? await fileSha256(target) : 'folder'
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

/** SHA-256 of a file of any size. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
