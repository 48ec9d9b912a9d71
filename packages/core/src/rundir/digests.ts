import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { byCodeUnit } from '../model/json.js'
import { INPUT_FILES } from './files.js'
import { isInside } from './safe-read.js'

/** SHA-256 by file name relative to the run directory (with `/`). */
export type InputDigests = Readonly<Record<string, string>>

/**
 * Terraform writes these itself, in and after pre-flight: they are not inputs. Nothing that it would read as
 * configuration may match, whatever it is called (`x.tfstate.tf` is configuration).
 */
const TERRAFORM_OWN =
  /^(?:\.terraform|\.terraform\.lock\.hcl|.*\.tfstate(?:\.d|\.lock\.info|(?:\.\d+)?\.backup)?|crash.*\.log|\.DS_Store)$/
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
 * @returns digests, and files that must not be read (symbolic links out of the run directory)
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
      if (TERRAFORM_OWN.test(entry.name)) continue
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

/**
 * Where a link leads, and what is there. Null when it leads out of the run directory, or to a folder outside
 * `terraform/`: only what is below that is digested by itself.
 */
async function linkDigest(base: string, name: string): Promise<string | null> {
  const target = await realpath(join(base, name)).catch(() => null)
  if (target === null || !isInside(base, target)) return null
  const info = await stat(target)
  if (!info.isFile() && !isInside(join(base, INPUT_FILES.terraform), target)) return null
  const content = info.isFile() ? await fileSha256(target) : 'folder'
  return createHash('sha256')
    .update(`${relative(base, target)}\0${content}`)
    .digest('hex')
}

/** SHA-256 of a file of any size. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
