import { realpath } from 'node:fs/promises'
import { isAbsolute, join, posix, relative } from 'node:path'
import { INPUT_FILES } from '../../rundir/files.js'
import { isInside, readInside } from '../../rundir/safe-read.js'
import { literalText } from './body.js'
import { credentialBlocks } from './credential-blocks.js'
import { CONFIGURATION_LIMITS } from './limits.js'
import type { Configuration } from './model.js'
import type { Refusal } from './refusal.js'

const MEMBERS = ['shared_config_files', 'shared_credentials_files', 'shared_credentials_file']
/** What makes a configuration file start a program, or answer the account check by itself. */
const TRAPS = /^\s*(credential_process|endpoint_url|services|ca_bundle)\s*[=:]/im
/** The provider puts variables of the environment into a path; below /proc and /dev a path means something else to it. */
const MEANT_OTHERWISE = /^\/+(?:proc|dev|sys)(?:\/|$)/

/** Shared AWS configuration below the run directory that would start a program or lead the account check elsewhere. */
export async function refusedSharedFiles(
  configuration: Configuration,
  directory: string,
): Promise<readonly Refusal[]> {
  const base = await realpath(directory)
  const found: Refusal[] = []
  for (const { file, title, body } of credentialBlocks(configuration))
    for (const member of MEMBERS.filter((name) => name in body)) {
      const value = body[member]
      for (const path of Array.isArray(value) ? value : [value ?? null]) {
        const why = await whyRefused(path, base)
        if (why !== null)
          found.push({
            file,
            message: `${title}: ${member} ${why}.`,
            next: `Take ${member} out of the block.`,
          })
      }
    }
  return found
}

async function whyRefused(written: unknown, base: string): Promise<string | null> {
  const path = literalText(written as string)
  if (path === null) return 'names a file by an expression, so nobody can read it beforehand'
  const outside = isAbsolute(path) || path.startsWith('~')
  if (path.includes('$') || (outside && (path.includes('..') || MEANT_OTHERWISE.test(posix.normalize(path)))))
    return 'names a file in a way that terraform reads otherwise than we do'
  if (path.startsWith('~')) return null
  const whole = isAbsolute(path) ? path : join(base, INPUT_FILES.terraformRoot, path)
  const real = await realpath(whole).catch(() => whole)
  if (!isInside(base, real) && !isInside(base, whole)) return null
  const inside = relative(base, real)
  const bytes = await readInside(base, inside, CONFIGURATION_LIMITS.fileBytes).catch(() => null)
  if (bytes === null) return `names ${inside}, which is not there or cannot be read`
  const trap = TRAPS.exec(new TextDecoder().decode(bytes))
  return trap === null
    ? null
    : `names ${inside} in the run directory, and ${trap[1]} stands in that file: it would be followed before anybody said yes`
}
