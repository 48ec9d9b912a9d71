import {
  columns,
  joined,
  oneLine,
  type Printable,
  padTo,
  painter,
  printable,
  shown,
  type Tone,
  trimmedEnd,
  wrap,
  wrapCommand,
} from './text.js'

/** A labelled part of a screen. Its text comes from anywhere and is made printable here, not before. */
export interface Section {
  readonly label: string
  readonly lines: readonly string[]
  readonly tone?: Tone
  /** More lines than this are folded away until they are asked for. Absent: never folded. */
  readonly foldAfter?: number
  /** Its lines are commands: broken so that a shell reads what was copied as one, and never within a word. */
  readonly commands?: true
  /** Said again in short, some `first`, when the terminal is too low to show it with the question (recap.ts). */
  readonly keep?: true | 'first'
}

/** What is shown with a question. Plain data: screens are pure functions from a request to this. */
export interface Screen {
  readonly title: string
  readonly tone?: Tone
  /** Under the title, before the sections. */
  readonly lead: readonly string[]
  readonly sections: readonly Section[]
}

export interface Layout {
  /** Columns of the terminal; nothing printed is wider. */
  readonly width: number
  readonly colour: boolean
  /** Show what is folded. */
  readonly unfolded: boolean
}

/** Narrower than this is not laid out any narrower; the terminal wraps. */
const MIN_WIDTH = 40
const LABEL_WIDTH = 11

/** A screen as lines for a terminal. */
export function renderScreen(screen: Screen, layout: Layout): readonly Printable[] {
  const width = Math.max(MIN_WIDTH, layout.width)
  const lines = [printable('─'.repeat(width)), ...renderTitle(screen, layout)]
  for (const text of screen.lead) lines.push(...wrapped(text, width))
  for (const section of screen.sections) lines.push(...renderSection(section, layout))
  return lines
}

/** The title alone. */
export function renderTitle(screen: Screen, layout: Layout): readonly Printable[] {
  const paint = painter(layout.colour)
  const lines = wrapped(screen.title, Math.max(MIN_WIDTH, layout.width))
  return lines.map((line) => paint(screen.tone ?? 'strong', line))
}

/** One section alone; nothing when there is nothing to say. */
export function renderSection(section: Section, layout: Layout): readonly Printable[] {
  const width = Math.max(MIN_WIDTH, layout.width)
  const paint = painter(layout.colour)
  const all = bodyOf(section, width)
  if (all.length === 0) return []
  const fold = layout.unfolded ? undefined : section.foldAfter
  const open = fold !== undefined && all.length > fold ? all.slice(0, fold) : all
  const hidden = all.length - open.length
  const body = hidden === 0 ? open : [...open, shown`… ${hidden} more ${hidden === 1 ? LINE : LINES}, folded`]
  // A label that is wider than its column stands on a line of its own.
  const wide = columns(printable(section.label)) >= LABEL_WIDTH
  const rows = body.map((line, index) => {
    const label = padTo(oneLine(index === 0 && !wide ? section.label : ''), LABEL_WIDTH)
    return trimmedEnd(shown`${paint('dim', label)}${paint(section.tone ?? 'plain', line)}`)
  })
  return wide ? [...wrapped(section.label, width).map((line) => paint('dim', line)), ...rows] : rows
}

const LINE = printable('line')
const LINES = printable('lines')

function bodyOf(section: Section, width: number): readonly Printable[] {
  const room = width - LABEL_WIDTH
  return section.lines.flatMap((text) =>
    section.commands === true ? wrapCommand(printable(text), room) : wrapped(text, room),
  )
}

function wrapped(text: string, width: number): readonly Printable[] {
  return wrap(printable(text), width)
}

/** Rows as aligned columns; the last column is cut short by nobody: it wraps under itself. */
export function renderTable(rows: readonly (readonly string[])[], width: number): readonly Printable[] {
  const clean = rows.map((row) => row.map(oneLine))
  const count = Math.max(0, ...clean.map((row) => row.length))
  const room = Math.max(8, Math.floor((width * 0.6) / Math.max(1, count - 1)))
  const widths = Array.from({ length: Math.max(0, count - 1) }, (_, column) =>
    Math.min(room, Math.max(0, ...clean.map((row) => columns(row[column] ?? oneLine(''))))),
  )
  const used = widths.reduce((sum, w) => sum + w + 2, 0)
  return clean.flatMap((row) => {
    const cells = Array.from({ length: count }, (_, column) =>
      wrap(row[column] ?? oneLine(''), widths[column] ?? Math.max(8, width - used)),
    )
    const height = Math.max(...cells.map((cell) => cell.length))
    return Array.from({ length: height }, (_, line) =>
      trimmedEnd(
        joined(
          cells.map((cell, column) => padTo(cell[line] ?? oneLine(''), widths[column] ?? 0)),
          '  ',
        ),
      ),
    )
  })
}
