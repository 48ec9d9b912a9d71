import { type ParseEntry, parse } from 'shell-quote'

/**
 * Commands of the checklists, taken apart into words. They are data: nothing here, or after it, runs them.
 */

/** One word of a command. A placeholder stands for a value that the planner did not know. */
export interface Word {
  readonly text: string
  readonly placeholder: boolean
}

/** The commands of a line that shell operators separate, and whether it is one plain command. */
export interface CommandLine {
  readonly segments: readonly (readonly Word[])[]
  /** True when there is exactly one command: no pipe, redirection, substitution or second line. */
  readonly plain: boolean
}

const EMPTY: CommandLine = { segments: [], plain: false }

/** Private-use characters stand in for the angle brackets and spaces of `<a placeholder>` while parsing. */
const OPEN = '\ue000'
const CLOSE = '\ue001'
const SPACE = '\ue002'
const VARIABLE = '\ue003'

/** Takes a command line apart by the shell's quoting rules. Prose gives words too, but no flags. */
export function shellWords(command: string | null | undefined): CommandLine {
  if (command === null || command === undefined || command.trim() === '') return EMPTY
  const joined = command.replace(/\\\r?\n/g, ' ').trim()
  const guarded = joined.replace(
    /<([A-Za-z][^<>|&;()"'$`]*)>/g,
    (_, inside: string) => `${OPEN}${inside.replace(/\s/g, SPACE)}${CLOSE}`,
  )
  let entries: readonly ParseEntry[]
  try {
    entries = parse(guarded, keepVariable)
  } catch {
    return EMPTY
  }
  return collect(entries, !joined.includes('\n') && !joined.includes('`') && !leavesQuoteOpen(joined))
}

/** shell-quote ignores a quote that never ends; a shell would wait for more. */
function leavesQuoteOpen(command: string): boolean {
  let open: string | null = null
  for (let at = 0; at < command.length; at += 1) {
    const char = command[at] ?? ''
    if (char === '\\' && open !== "'") at += 1
    else if (open === null && (char === "'" || char === '"')) open = char
    else if (char === open) open = null
  }
  return open !== null
}

function keepVariable(name: string): string {
  return `${VARIABLE}${name}`
}

function collect(entries: readonly ParseEntry[], oneLine: boolean): CommandLine {
  const segments: Word[][] = [[]]
  let plain = oneLine
  for (const entry of entries) {
    if (typeof entry === 'string') segments.at(-1)?.push(word(entry))
    else if ('comment' in entry) continue
    else if (entry.op === 'glob') segments.at(-1)?.push(word(entry.pattern))
    else {
      plain = false
      segments.push([])
    }
  }
  const filled = segments.filter((segment) => segment.length > 0)
  return { segments: filled, plain: plain && filled.length === 1 }
}

function word(raw: string): Word {
  const text = raw
    .replaceAll(OPEN, '<')
    .replaceAll(CLOSE, '>')
    .replaceAll(SPACE, ' ')
    .replaceAll(VARIABLE, '$')
  return { text, placeholder: isPlaceholder(text) || isUnknownVariable(text) }
}

/** Shell variables have no value here; only the two profiles are known by name. */
function isUnknownVariable(text: string): boolean {
  return /\$[A-Za-z_{]/.test(text) && !/^\$\{?MIGRATION_(SOURCE|TARGET)_PROFILE\}?$/.test(text)
}

/**
 * Whether a value is only a stand-in: `<snap>`, `arn:<region>:x`, `{bucket}`, `...`, or a word such as TODO.
 * Such a value counts as absent wherever it is found.
 */
export function isPlaceholder(text: string): boolean {
  return (
    /<[^<>]*[A-Za-z][^<>]*>/.test(text) ||
    text.includes('...') ||
    text.includes('\u2026') ||
    /\{[A-Za-z_][A-Za-z0-9_ -]*\}/.test(text) ||
    /^(todo|tbd|tba|fixme|change[-_]?me|xxx+)$/i.test(text.trim())
  )
}
