import { join, resolve } from 'node:path'
import { OUTPUT_FILES } from '@cutover/core'
import {
  isApprovalClass,
  type JournalEntry,
  readJournal,
  type VerifyResult,
  verifyJournal,
} from '@cutover/journal'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { OutputFormat } from '../output-format.js'
import { type Shell, useColour, widthOf } from '../shell.js'
import { renderScreen, type Screen } from '../terminal/screen.js'
import { jsonText, lines, oneLine, type Printable, shown, wrap } from '../terminal/text.js'

/** Proves the journal from its first byte to its last. Exit code 3 when it does not hold. */
export async function verify(
  host: Shell,
  directory: string,
  options: { readonly output: OutputFormat },
): Promise<ExitCode> {
  const result = await verifyJournal(journalPath(host, directory))
  if (options.output === 'json') host.stdout.print(lines([jsonText(result, 2)]))
  else {
    const layout = { width: widthOf(host.stdout), colour: useColour(host), unfolded: false }
    host.stdout.print(lines(renderScreen(verifyScreen(result), layout)))
  }
  return result.ok ? EXIT.completed : EXIT.inputs
}

function verifyScreen(result: VerifyResult): Screen {
  const { problems, problemCount, torn, head } = result
  return {
    title: result.ok ? 'The journal holds.' : `The journal does not hold: ${problemCount} found wrong.`,
    tone: result.ok ? 'good' : 'danger',
    lead: [],
    sections: [
      { label: 'Entries', lines: [String(result.entries)] },
      { label: 'From', lines: result.firstAt === null ? [] : [`${result.firstAt} to ${result.lastAt}`] },
      { label: 'Head', lines: head === null ? [] : [head.sha256] },
      {
        label: 'Torn tail',
        lines: torn === null ? [] : ['The last line is not complete: a crash, or a run that is writing it.'],
        tone: 'warn',
      },
      {
        label: 'Clock',
        lines: result.setBack.map(
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
