import { CutoverError } from '../model/errors.js'
import { hashJson } from '../model/json.js'
import { terraformDigests } from '../rundir/digests.js'

/**
 * Everything below `terraform/` that is not terraform's own. A saved plan holds values, not the files that an apply
 * opens: scripts of provisioners, archives of functions, the sources of objects.
 * @throws CutoverError `input/changed` for a link that leads out of the run directory
 */
export async function filesSha256(runDirectory: string): Promise<string> {
  const { digests, escaping } = await terraformDigests(runDirectory)
  if (escaping.length === 0) return hashJson(digests)
  throw new CutoverError({
    code: 'input/changed',
    fault: 'operator',
    message: `${escaping.join(', ')} leads out of the run directory, so it is not known what terraform would read there.`,
    next: 'Put the file itself in its place.',
  })
}
