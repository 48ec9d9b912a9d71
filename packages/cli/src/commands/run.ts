import { CutoverError, type RunResult } from '@cutover/core'
import { commandLine } from '../quote.js'
import { type ProfileOptions, profilesOf, runDirectoryOf } from '../run-directory.js'
import { isInteractive, type Shell } from '../shell.js'
import { terminalApprovals } from '../terminal/approvals.js'
import { walk } from '../walk-session.js'

export interface RunCommandOptions extends ProfileOptions {
  readonly runId?: string
  readonly resume?: boolean
  readonly acceptStale?: boolean
  readonly terraformProfile?: readonly string[]
  readonly events?: boolean
}

/**
 * The cutover itself. Every question goes to the person at the terminal.
 * @throws CutoverError `approval/unavailable` without a terminal, and whatever `runCutover` throws
 */
export async function run(
  host: Shell,
  directory: string | undefined,
  options: RunCommandOptions,
): Promise<number> {
  const runDirectory = runDirectoryOf(host, directory, options)
  const profiles = profilesOf(host, options, ['cutover', 'run', directory ?? runDirectory])
  refuseWithoutTerminal(host)
  const words = ['cutover', 'run', directory ?? runDirectory, ...profileWords(options)]
  const resume = commandLine([...words, '--resume'])
  return await walk(host, {
    outputDirectory: runDirectory,
    run: {
      runDirectory,
      profiles,
      env: host.env,
      resume: options.resume === true,
      acceptStale: options.acceptStale === true,
      terraformProfiles: options.terraformProfile ?? [],
      command: { line: commandLine(options.resume === true ? [...words, '--resume'] : words), resume },
    },
    approvals: terminalApprovals,
    events: options.events === true,
    nowMs: host.now,
    next: (result) => nextCommands(result, runDirectory, resume),
  })
}

/** The environment may hold other profiles when the command is typed again: options are repeated. */
function profileWords(options: RunCommandOptions): readonly string[] {
  const { sourceProfile, targetProfile, terraformProfile = [] } = options
  return [
    ...(sourceProfile === undefined ? [] : ['--source-profile', sourceProfile]),
    ...(targetProfile === undefined ? [] : ['--target-profile', targetProfile]),
    ...terraformProfile.flatMap((profile) => ['--terraform-profile', profile]),
  ]
}

function nextCommands(result: RunResult, directory: string, resume: string): readonly string[] {
  const report = commandLine(['cutover', 'report', directory])
  if (result.verdict === 'completed') return [report, 'Then run the post-migration audit.']
  return result.summary === null ? [] : [report, resume]
}

function refuseWithoutTerminal(host: Shell): void {
  if (isInteractive(host)) return
  throw new CutoverError({
    code: 'approval/unavailable',
    fault: 'operator',
    message: 'cutover run asks before every step, and there is no terminal to ask at. Nothing was started.',
    next: "Run it at a terminal. To automate it, call runCutover() of the library '@cutover/core' with an ApprovalProvider of your own. To see the walk without approvals: cutover rehearse <dir>",
  })
}
