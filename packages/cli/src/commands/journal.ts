import { join, resolve } from 'node:path'
import { type LastEntry, OUTPUT_FILES, type RunVerification, verifyRun } from '@cutover/core'
import { isApprovalClass, type JournalEntry, RUN_STEP_ID, readJournal } from '@cutover/journal'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { OutputFormat } from '../output-format.js'
import { type Shell, useColour, widthOf } from '../shell.js'
import { renderScreen, type Screen, type Section } from '../terminal/screen.js'
import { jsonText, lines, oneLine, type Printable, shown, wrap } from '../terminal/text.js'

/**
 * Proves the journal from its first byte to its last, and replays it through the engine. Exit code 0: it holds, and
 * says how its run ended; 3: it does not hold, or could not be replayed; 4: it holds, but ends without an end.
 */
export async function verify(
  host: Shell,
  directory: string,
  options: { readonly output: OutputFormat },
): Promise<ExitCode> {
  const result = await verifyRun(resolve(host.cwd, directory))
  if (options.output === 'json') host.stdout.print(lines([jsonText(result, 2)]))
  else {
    const layout = { width: widthOf(host.stdout), colour: useColour(host), unfolded: false }
    host.stdout.print(lines(renderScreen(verifyScreen(result), layout)))
  }
  if (!result.ok || result.replay.kind === 'not-replayed') return EXIT.inputs
  return result.ending?.kind === 'interrupted-or-cut' ? EXIT.halted : EXIT.completed
}

function verifyScreen(result: RunVerification): Screen {
  const { problems, torn, head, setBack } = result
  const { title, tone } = verdictOf(result)
  return {
    title,
    tone,
    lead: [],
    sections: [
      { label: 'Entries', lines: [String(result.entries)] },
      { label: 'From', lines: result.firstAt === null ? [] : [`${result.firstAt} to ${result.lastAt}`] },
      { label: 'Head', lines: head === null ? [] : [head.sha256] },
      replaySection(result),
      endingSection(result),
      {
        label: 'Torn tail',
        lines: torn === null ? [] : ['The last line is not complete: a crash, or a run that is writing it.'],
        tone: 'warn',
      },
      {
        label: 'Clock',
        lines: setBack.map(
          ({ line, at, after }) => `line ${line}: its time ${at} is before that of the line before, ${after}`,
        ),
        tone: 'warn',
        foldAfter: 12,
      },
      {
        label: 'Problems',
        lines: problems.map((problem) => `line ${problem.line} (${problem.kind}): ${problem.message}`),
        tone: 'danger',
        foldAfter: 100,
      },
    ],
  }
}

function verdictOf({
  ok,
  problemCount,
  replay,
  ending,
}: RunVerification): Required<Pick<Screen, 'title' | 'tone'>> {
  if (!ok) return { title: `The journal does not hold: ${problemCount} found wrong.`, tone: 'danger' }
  if (replay.kind === 'not-replayed')
    return { title: 'The bytes of the journal hold; what they tell was not replayed.', tone: 'warn' }
  return ending?.kind === 'interrupted-or-cut'
    ? { title: 'The journal holds, but it is interrupted or cut.', tone: 'warn' }
    : { title: 'The journal holds.', tone: 'good' }
}

function replaySection({ ok, replay }: RunVerification): Section {
  const by = replay.versions.length === 0 ? '' : ` by the rules of ${replay.versions.join(', ')}`
  if (replay.kind === 'not-replayed')
    return { label: 'Replay', lines: [`not replayed: ${replay.reason}`], tone: 'warn' }
  return { label: 'Replay', lines: [ok ? `every entry${by}` : `up to the first problem${by}`] }
}

function endingSection({ ending }: RunVerification): Section {
  switch (ending?.kind) {
    case undefined:
      return { label: 'Ending', lines: [] }
    case 'no-run':
      return { label: 'Ending', lines: ['no run has begun'] }
    case 'ended':
      return { label: 'Ending', lines: [ending.verdict] }
    case 'interrupted-or-cut':
      return {
        label: 'Ending',
        lines: [
          'none: the run goes on at this moment, or its process died, or what came after was cut off.',
          `The last thing that it knows is ${lastWords(ending.last)}`,
        ],
        tone: 'warn',
      }
  }
}

function lastWords(last: LastEntry | null): string {
  if (last === null) return 'whose journal it is: it has no entry at all'
  const { entry_id, event, step_id, at } = last
  return `${entry_id}, ${event}${step_id === RUN_STEP_ID ? '' : ` of ${step_id}`}, at ${at}`
}

/** Prints entries, one a line (JSON: one object a line, exactly as journaled). */
export async function show(
  host: Shell,
  directory: string,
  options: { readonly output: OutputFormat; readonly step?: string },
): Promise<ExitCode> {
  const journal = await readJournal(journalPath(host, directory))
  for await (const entry of journal.entries()) {
    if (options.step !== undefined && entry.step_id !== options.step) continue
    const line = options.output === 'json' ? jsonText(entry) : entryLine(entry)
    // Nothing is cut: `--step` wants the whole id, and a pipe goes to a search. A terminal gets readable lines.
    const isScreen = host.stdout.isTTY && options.output !== 'json'
    const [first = line, ...rest] = isScreen ? wrap(line, widthOf(host.stdout) - INDENT.length) : [line]
    host.stdout.print(lines([first, ...rest.map((part) => shown`${INDENT}${part}`)]))
  }
  return EXIT.completed
}

const INDENT = oneLine('    ')

function entryLine(entry: JournalEntry): Printable {
  const who = isApprovalClass(entry.event) ? entry.operator : null
  const said = [who, entry.poll_state, entry.notes].filter((part) => part !== null)
  const time = entry.at.slice(0, 19).replace('T', ' ')
  return oneLine(`${time} ${entry.entry_id} ${entry.event} ${entry.step_id} ${said.join(' · ')}`.trimEnd())
}

function journalPath(host: Pick<Shell, 'cwd'>, directory: string): string {
  return join(resolve(host.cwd, directory), OUTPUT_FILES.journal)
}
