import { join, posix } from 'node:path'
import { INPUT_FILES } from '../../rundir/files.js'
import { type JsonRecord, recordsOf, textOf } from '../json-read.js'
import { misspelt, type OwnRecord, ownRecord } from './own-records.js'

/** Where `terraform init` put the modules that it fetched. */
export interface InstalledModules {
  /** Relative to the run directory; null for a module that was not fetched. */
  folderOf(path: readonly string[]): string | null
  /** Folders by the module's path (`net.inner`), as terraform wrote them down. */
  readonly records: readonly { readonly key: string; readonly source: string; readonly folder: string }[]
  /** Why terraform may find other modules in its record than we do, as a clause; null where it does not. */
  readonly doubt: string | null
}

export const noneInstalled: InstalledModules = { folderOf: () => null, records: [], doubt: null }

export const MODULES_RECORD = `${INPUT_FILES.terraformRoot}/.terraform/modules/modules.json`

/** Terraform's own record of its modules; none where there is no such file. */
export async function installedModules(directory: string): Promise<InstalledModules> {
  const found = await ownRecord(directory, MODULES_RECORD)
  const doubt = doubtAbout(found)
  if (found.kind !== 'read' || doubt !== null) return { ...noneInstalled, doubt }
  const records = modulesIn(found.record).map((record) => ({
    key: textOf(record.Key) ?? '',
    source: textOf(record.Source) ?? '',
    folder: posix.join(INPUT_FILES.terraformRoot, textOf(record.Dir) ?? '.'),
  }))
  const fetched = join(INPUT_FILES.terraformRoot, '.terraform', 'modules')
  return {
    records,
    folderOf: (path) =>
      records.find(({ key, folder }) => key === path.join('.') && folder.startsWith(`${fetched}/`))?.folder ??
      null,
    doubt: null,
  }
}

function modulesIn(record: JsonRecord): readonly JsonRecord[] {
  return recordsOf(record.Modules)
}

function doubtAbout(found: OwnRecord): string | null {
  if (found.kind === 'none') return null
  if (found.kind === 'doubtful') return found.why
  const modules = modulesIn(found.record)
  const member =
    misspelt(found.record, ['Modules']) ??
    modules
      .map((module) => misspelt(module, ['Key', 'Source', 'Version', 'Dir']))
      .find((name) => name !== null)
  if (member) return `has a member ${JSON.stringify(member)}, which terraform does not write`
  const keys = modules.map(({ Key }) => textOf(Key) ?? '')
  return new Set(keys).size < keys.length ? 'names a module twice' : null
}
