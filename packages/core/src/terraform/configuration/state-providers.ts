import { posix } from 'node:path'
import { INPUT_FILES } from '../../rundir/files.js'
import { isMissing, readInside } from '../../rundir/safe-read.js'
import { recordsOf, textOf } from '../json-read.js'
import { literalText } from './body.js'
import type { BackendBlock } from './model.js'
import { misspelt, ownRecord } from './own-records.js'

const UNREADABLE = ['unreadable/state']
const WORKSPACE_LIMIT_BYTES = 4_096

/**
 * Providers that the local states name, by source address: of each backend's path, and of the workspace that was
 * selected last. A state that cannot be read names `unreadable/state`: nobody knows what `terraform init` would
 * fetch for it.
 * @param backends the root's, and the one that terraform recorded
 */
export async function stateProviders(
  directory: string,
  backends: readonly BackendBlock[],
): Promise<readonly string[]> {
  const local = backends.filter(({ type }) => type === 'local')
  const paths = local.flatMap(({ body }) => literalText(body.path) ?? [])
  const folders = local.flatMap(({ body }) => literalText(body.workspace_dir) ?? [])
  const workspace = await selectedWorkspace(directory)
  const states = [
    ...['terraform.tfstate', ...paths],
    ...(workspace === '' || workspace === 'default'
      ? []
      : ['terraform.tfstate.d', ...folders].map((folder) => `${folder}/${workspace}/terraform.tfstate`)),
  ]
  const named: string[] = []
  for (const state of new Set(states))
    named.push(
      ...(posix.isAbsolute(state)
        ? UNREADABLE
        : await providersIn(directory, posix.join(INPUT_FILES.terraformRoot, state))),
    )
  return [...new Set(named)]
}

async function selectedWorkspace(directory: string): Promise<string> {
  const file = `${INPUT_FILES.terraformRoot}/.terraform/environment`
  try {
    return new TextDecoder().decode(await readInside(directory, file, WORKSPACE_LIMIT_BYTES)).trim()
  } catch (error) {
    if (isMissing(error)) return ''
    // No such workspace: what its state would name is not known either.
    return '\0'
  }
}

async function providersIn(directory: string, file: string): Promise<readonly string[]> {
  if (file.includes('\0')) return UNREADABLE
  const found = await ownRecord(directory, file)
  if (found.kind === 'none') return []
  if (found.kind === 'doubtful') return UNREADABLE
  const { record } = found
  const resources = recordsOf(record.resources)
  const doubtful =
    misspelt(record, ['version', 'resources']) !== null ||
    // Older ones name their providers otherwise, and terraform upgrades them.
    (record.version !== undefined && record.version !== 4) ||
    resources.some((resource) => misspelt(resource, ['provider']) !== null)
  if (doubtful) return UNREADABLE
  return resources
    .map(({ provider }) => textOf(provider) ?? 'unreadable/state')
    .map((text) => /provider\["([^"]+)"\]/.exec(text)?.[1] ?? text)
}
