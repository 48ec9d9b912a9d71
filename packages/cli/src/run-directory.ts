import { join, resolve } from 'node:path'
import { CutoverError, runDirectoryPath } from '@cutover/core'
import { commandLine } from './quote.js'
import type { Shell } from './shell.js'

export interface Profiles {
  readonly source: string
  readonly target: string
}

export interface ProfileOptions {
  readonly sourceProfile?: string
  readonly targetProfile?: string
}

/**
 * Both profiles, from the options or the environment.
 * @param typed the command without its options, for what to type next
 * @throws CutoverError `usage/invalid` when one is missing
 */
export function profilesOf(
  host: Pick<Shell, 'env'>,
  options: ProfileOptions,
  typed: readonly (string | undefined)[],
): Profiles {
  const source = options.sourceProfile ?? host.env.MIGRATION_SOURCE_PROFILE ?? ''
  const target = options.targetProfile ?? host.env.MIGRATION_TARGET_PROFILE ?? ''
  const missing = [
    ...(source === '' ? ['the source profile (--source-profile or MIGRATION_SOURCE_PROFILE)'] : []),
    ...(target === '' ? ['the target profile (--target-profile or MIGRATION_TARGET_PROFILE)'] : []),
  ]
  if (missing.length > 0)
    throw new CutoverError({
      code: 'usage/invalid',
      fault: 'operator',
      message: `Not given: ${missing.join(' and ')}.`,
      next: `${commandLine(typed.filter((word) => word !== undefined))} --source-profile <name> --target-profile <name>`,
    })
  return { source, target }
}

/**
 * The run directory: as given, or where the planner's tools put it.
 * @throws CutoverError `usage/invalid` when neither a path nor a run id is given
 */
export function runDirectoryOf(
  host: Pick<Shell, 'cwd' | 'env' | 'homeDirectory'>,
  directory: string | undefined,
  options: ProfileOptions & { readonly runId?: string },
): string {
  if (directory !== undefined) return resolve(host.cwd, directory)
  if (options.runId === undefined)
    throw new CutoverError({
      code: 'usage/invalid',
      fault: 'operator',
      message: 'Neither a run directory nor a run id was given.',
      next: 'cutover run <dir>, or: cutover run --run-id <id>',
    })
  const { source, target } = profilesOf(host, options, ['cutover', 'run', '--run-id', options.runId])
  return runDirectoryPath({
    root: migrationRoot(host),
    sourceProfile: source,
    targetProfile: target,
    runId: options.runId,
  })
}

function migrationRoot({ env, cwd, homeDirectory }: Pick<Shell, 'cwd' | 'env' | 'homeDirectory'>): string {
  const root = env.AWS_MIGRATION_ROOT
  if (root === undefined || root === '') return join(homeDirectory, '.aws-migration')
  return root === '~' || root.startsWith('~/') ? join(homeDirectory, root.slice(1)) : resolve(cwd, root)
}
