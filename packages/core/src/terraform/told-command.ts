import { tail2KiB } from '@cutover/journal'
import type { CommandEnd, CommandRun, TerraformCommands } from './command.js'
import { type Diagnostic, lockHolder, reasonOf, sentence } from './diagnostics.js'
import { hasErroredState } from './root-folder.js'
import type { TerraformFailure, TerraformIo, TerraformOutcome } from './runner.js'
import { readUiLine } from './ui-lines.js'

/** A command whose `-json` output is told in readable, masked lines. */
export interface ToldCommand<T> extends Pick<CommandRun, 'folder' | 'needsMs'> {
  readonly args: readonly string[]
  /** Held back, they are told when `after` has had the chance to learn which values are sensitive. */
  readonly complaints: 'at once' | 'afterwards'
  readonly after: () => Promise<T>
}

export interface ToldEnd<T> {
  readonly outcome: TerraformOutcome
  readonly failure: TerraformFailure | null
  readonly extra: T
}

/** Runs it in `root` and tells it. */
export async function tellCommand<T>(
  commands: TerraformCommands,
  root: string,
  { args, complaints, after, ...how }: ToldCommand<T>,
  io: TerraformIo,
): Promise<ToldEnd<T>> {
  const diagnostics: Diagnostic[] = []
  const held: { stream: 'stdout' | 'stderr'; text: string }[] = []
  const shown = { stdout: '', stderr: '' }
  const emit = (stream: 'stdout' | 'stderr', text: string) => {
    const masked = `${commands.mask(text)}\n`
    shown[stream] += masked
    io.onOutput(stream, masked)
  }
  const end = await commands.run(args, io, {
    ...how,
    locks: true,
    signs: true,
    onLine: (stream, text) => {
      const line = readUiLine(text)
      if (line.kind === 'silent') return
      if (line.kind === 'diagnostic') diagnostics.push(line.diagnostic)
      const to = line.kind === 'diagnostic' && line.diagnostic.severity === 'error' ? 'stderr' : stream
      if (line.kind === 'progress' || complaints === 'at once') emit(to, line.text)
      else held.push({ stream: to, text: line.text })
    },
  })
  const extra = await after()
  for (const line of held) emit(line.stream, line.text)
  const outcome: TerraformOutcome = {
    command: end.command,
    exitCode: end.exitCode,
    stdoutTail: tail2KiB(shown.stdout),
    stderrTail: tail2KiB(shown.stderr),
  }
  const failed = end.exitCode !== 0 || diagnostics.some((diagnostic) => diagnostic.severity === 'error')
  return {
    outcome,
    failure: failed ? await failureOf({ commands, root }, end, outcome, diagnostics) : null,
    extra,
  }
}

async function failureOf(
  { commands, root }: { readonly commands: TerraformCommands; readonly root: string },
  end: CommandEnd,
  outcome: TerraformOutcome,
  diagnostics: readonly Diagnostic[],
): Promise<TerraformFailure> {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  const said = errors.map((diagnostic) => commands.mask(sentence(diagnostic)))
  const reason = reasonOf(diagnostics, end.stderr, await hasErroredState(root))
  return {
    ...outcome,
    kind: 'failed',
    reason: end.expired && reason === 'other' ? 'credentials' : reason,
    diagnostics: said.length > 0 ? said : [end.stderrTail.trim() || `terraform ended with ${end.exitCode}`],
    lock: lockHolder(diagnostics),
  }
}
