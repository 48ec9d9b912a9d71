import { lstat, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { INPUT_FILES } from '../../rundir/files.js'
import { type InstalledModules, installedModules, MODULES_RECORD } from './installed-modules.js'
import { type Configuration, rootOf } from './model.js'
import { programsBeforeQuestions, programsOfState } from './programs.js'
import { recordedBackend } from './recorded-backend.js'
import type { Refusal } from './refusal.js'
import { type Permitted, refusedBlocks, refusedRecordedBackend } from './refused-blocks.js'
import { refusedSharedFiles } from './shared-files.js'
import { stateProviders } from './state-providers.js'

/** What has to be known before terraform is started for the first time. */
export interface Review {
  /** Not empty: terraform is not started at all. */
  readonly refusals: readonly Refusal[]
  /** Not empty: terraform, `init` included, is started after these sentences were agreed to. */
  readonly programs: readonly string[]
}

export async function reviewConfiguration(
  configuration: Configuration,
  directory: string,
  permitted: Permitted,
): Promise<Review> {
  const installed = await installedModules(directory)
  const recorded = await recordedBackend(directory)
  const backends = [
    ...(rootOf(configuration)?.backends ?? []),
    ...(recorded.backend === null ? [] : [recorded.backend]),
  ]
  return {
    refusals: [
      ...configuration.refusals,
      ...refusedBlocks(configuration, permitted),
      ...recorded.refusals,
      ...refusedRecordedBackend(recorded.backend, permitted),
      ...(await refusedSharedFiles(configuration, directory)),
      ...(await refusedRecord(configuration, installed, directory)),
    ],
    programs: [
      ...programsBeforeQuestions(configuration),
      ...programsOfState(await stateProviders(directory, backends)),
      ...(await unlockedProviders(directory)),
    ],
  }
}

/** Terraform believes its own record of where a module is more than the configuration. */
async function refusedRecord(
  configuration: Configuration,
  installed: InstalledModules,
  directory: string,
): Promise<readonly Refusal[]> {
  if (installed.doubt !== null)
    return [
      {
        file: MODULES_RECORD,
        message: `the record of fetched modules ${installed.doubt}: terraform may read other modules in it.`,
        next: `Remove ${INPUT_FILES.terraformRoot}/.terraform; terraform init makes it again.`,
      },
    ]
  const folders = new Map(configuration.modules.map(({ address, folder }) => [keyOf(address), folder]))
  const real = (folder: string) => realpath(join(directory, folder)).catch(() => null)
  const found: Refusal[] = []
  for (const { key, folder } of installed.records) {
    const expected = folders.get(key)
    if (expected === undefined || (await real(expected)) === (await real(folder))) continue
    found.push({
      file: MODULES_RECORD,
      message: `the record of fetched modules says that module ${JSON.stringify(key)} is in ${folder}, and the configuration says ${expected}.`,
      next: `Remove ${INPUT_FILES.terraformRoot}/.terraform; terraform init makes it again.`,
    })
  }
  return found
}

function keyOf(address: string): string {
  return address
    .split('.')
    .filter((_, index) => index % 2 === 1)
    .join('.')
}

/** Providers that came with the run directory, and no lock file that says which ones are meant. */
async function unlockedProviders(directory: string): Promise<readonly string[]> {
  const isThere = (path: string) =>
    lstat(join(directory, INPUT_FILES.terraformRoot, path)).then(
      () => true,
      () => false,
    )
  if (!(await isThere('.terraform/providers')) || (await isThere('.terraform.lock.hcl'))) return []
  return [
    `programs in ${INPUT_FILES.terraformRoot}/.terraform/providers, without a lock file that names them`,
  ]
}
