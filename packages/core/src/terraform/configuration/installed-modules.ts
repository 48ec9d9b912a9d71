import { join, posix } from 'node:path'
import { INPUT_FILES } from '../../rundir/files.js'
import { isMissing, OutsideError, readInside } from '../../rundir/safe-read.js'
import { parsed, recordOf, recordsOf, textOf } from '../json-read.js'
import { CONFIGURATION_LIMITS } from './limits.js'

/** Where `terraform init` put the modules that it fetched. */
export interface InstalledModules {
  /** Relative to the run directory; null for a module that was not fetched. */
  folderOf(path: readonly string[]): string | null
  /** Folders by the module's path (`net.inner`), as terraform wrote them down. */
  readonly records: readonly { readonly key: string; readonly source: string; readonly folder: string }[]
}

export const noneInstalled: InstalledModules = { folderOf: () => null, records: [] }

export const MODULES_RECORD = `${INPUT_FILES.terraformRoot}/.terraform/modules/modules.json`

/** Terraform's own record of its modules; none where there is no such file. */
export async function installedModules(directory: string): Promise<InstalledModules> {
  const text = await readInside(directory, MODULES_RECORD, CONFIGURATION_LIMITS.fileBytes)
    .then((bytes) => new TextDecoder().decode(bytes))
    .catch((error: unknown) => {
      if (isMissing(error) || error instanceof OutsideError) return ''
      throw error
    })
  const records = recordsOf(recordOf(parsed(text))?.Modules).map((record) => ({
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
  }
}
