import { INPUT_FILES } from '../../rundir/files.js'
import { ARTIFACT_LIMIT_BYTES, isMissing, readInside } from '../../rundir/safe-read.js'
import { parsed, recordOf, recordsOf, textOf } from '../json-read.js'

const STATE = `${INPUT_FILES.terraformRoot}/terraform.tfstate`

/**
 * Providers that a local state names, by source address. One that cannot be read names `unreadable/state`: nobody
 * knows what `terraform init` would fetch for it.
 */
export async function stateProviders(directory: string): Promise<readonly string[]> {
  let text: string
  try {
    text = new TextDecoder().decode(await readInside(directory, STATE, ARTIFACT_LIMIT_BYTES))
  } catch (error) {
    return isMissing(error) ? [] : ['unreadable/state']
  }
  const state = recordOf(parsed(text))
  if (state === null) return text.trim() === '' ? [] : ['unreadable/state']
  const named = recordsOf(state.resources).map(({ provider }) => textOf(provider) ?? 'unreadable/state')
  return [...new Set(named.map((text) => /provider\["([^"]+)"\]/.exec(text)?.[1] ?? text))]
}
