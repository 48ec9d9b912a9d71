import { join } from 'node:path'
import {
  type ApprovalProvider,
  createControls,
  type ExecutionStep,
  type Observer,
  OUTPUT_FILES,
  type RunControls,
  type RunEvent,
  type RunOptions,
  type RunResult,
  runCutover,
} from '@cutover/core'
import { readRegularFileSync } from '@cutover/journal'
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.js'
import { STOP_SIGNALS } from './host.js'
import { nearPath } from './near-path.js'
import { type Shell, useColour, widthOf } from './shell.js'
import type { TerminalQuestions } from './terminal/approvals.js'
import { endScreen } from './terminal/end-screen.js'
import { createKeyboard } from './terminal/keys.js'
import { createLiveDisplay } from './terminal/live-line.js'
import { preflightLines } from './terminal/preflight-lines.js'
import { createProgress } from './terminal/progress.js'
import { renderScreen } from './terminal/screen.js'
import { jsonText, lines, oneLine, type Printable, printable } from './terminal/text.js'

/** One walk, with a screen around it: what `run` and `rehearse` have in common. */
export interface WalkOptions {
  /** Where the journal, the steps and the reports go. */
  readonly outputDirectory: string
  readonly run: Omit<RunOptions, 'approvals' | 'observer' | 'controls' | 'onPreflightRow'>
  /** Who answers. The command decides; nothing here can. */
  readonly approvals: (terminal: TerminalQuestions) => ApprovalProvider
  /** Every event as a line of JSON on stderr. */
  readonly events: boolean
  /** Now as the run sees it (milliseconds since the epoch): rehearsals have a time of their own. */
  readonly nowMs: () => number
  /** What to type next, by how it ended. */
  readonly next: (result: RunResult) => readonly string[]
}

/**
 * Runs to the end and prints how it ended.
 * @throws CutoverError when the run could not start or go on
 */
export async function walk(host: Shell, options: WalkOptions): Promise<ExitCode> {
  const { stdout } = host
  const colour = useColour(host)
  const width = () => widthOf(stdout)
  const controls = createControls()
  const live = createLiveDisplay(host, options.nowMs, width)
  const say = (texts: readonly Printable[]) => stdout.print(lines(texts))
  const stop = stopper(host, controls, () => live.hide())
  const keyboard = createKeyboard(host.stdin, {
    interrupt: stop,
    keys: { d: controls.detach, c: controls.askAboutJob },
  })
  const progress = createProgress({
    print: stdout.print,
    width,
    colour,
    live,
    steps: () => readSteps(options.outputDirectory),
  })
  const terminal: TerminalQuestions = {
    input: host.stdin,
    output: stdout,
    width,
    colour,
    every: host.every,
    afterInput: host.afterInput,
    onInterrupt: stop,
    onOpen() {
      live.hide()
      keyboard.close()
    },
    onClose: () => keyboard.open(),
  }
  // A window that closes may say so twice; only a person insists by repeating.
  const hangUp = () => {
    if (!controls.stopping.aborted) stop()
  }
  const unlisten = STOP_SIGNALS.map((signal) => host.onSignal(signal, signal === 'SIGHUP' ? hangUp : stop))
  keyboard.open()
  try {
    const result = await runCutover({
      ...options.run,
      approvals: options.approvals(terminal),
      observer: options.events ? both(progress, eventLines(host)) : progress,
      controls,
      onPreflightRow: (row) => say(preflightLines(row, width(), colour)),
    })
    live.hide()
    const screen = endScreen(
      result,
      writtenFiles(host.cwd, options.outputDirectory, result),
      options.next(result),
    )
    say([oneLine(''), ...renderScreen(screen, { width: width(), colour, unfolded: false })])
    return exitCodeOf(result)
  } finally {
    live.hide()
    keyboard.close()
    for (const off of unlisten) off()
  }
}

const LEAVING = printable('\nLeaving at once. Resume will look at what happened.\n')
const STOPPING = printable('\nStopping: the current call is finished first. Again to leave at once.\n')

/** First: stop cleanly. Second: leave at once; the journal is durable, and resume reconciles. */
function stopper(host: Shell, controls: RunControls, makeRoom: () => void): () => void {
  return () => {
    makeRoom()
    if (controls.stopping.aborted) {
      controls.stop()
      host.stdout.print(LEAVING)
      host.exit(EXIT.interrupted)
      return
    }
    host.stdout.print(STOPPING)
    controls.stop()
  }
}

const STEPS = { limitBytes: 128 * 1024 * 1024 }

/** The steps as the run wrote them; none when it never came to that. */
function readSteps(directory: string): readonly ExecutionStep[] {
  try {
    return JSON.parse(
      String(readRegularFileSync(join(directory, OUTPUT_FILES.steps), STEPS)),
    ) as ExecutionStep[]
  } catch {
    return []
  }
}

function writtenFiles(cwd: string, directory: string, result: RunResult): readonly string[] {
  // Nothing was begun: at most a line in the journal says so.
  if (result.summary === null) return []
  const { journal, reportMarkdown, reportHtml, summary } = OUTPUT_FILES
  const names = [journal, reportMarkdown, reportHtml, summary]
  return [`in ${nearPath(cwd, directory)}`, names.join(', ')]
}

function both(first: Observer, second: Observer): Observer {
  return {
    onEvent(event) {
      first.onEvent(event)
      second.onEvent(event)
    },
  }
}

function eventLines(host: Shell): Observer {
  return { onEvent: (event: RunEvent) => host.stderr.print(lines([jsonText(event)])) }
}
