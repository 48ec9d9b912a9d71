import pc from 'picocolors'
import { columns, padTo, printable, wrap, wrapCommand } from './text.js'

export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'warn' | 'danger'

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
export function renderScreen(screen: Screen, layout: Layout): readonly string[] {
  const width = Math.max(MIN_WIDTH, layout.width)
  const lines = ['─'.repeat(width), ...renderTitle(screen, layout)]
  for (const text of screen.lead) lines.push(...wrapped(text, width))
  for (const section of screen.sections) lines.push(...renderSection(section, layout))
  return lines
}

/** The title alone. */
export function renderTitle(screen: Screen, layout: Layout): readonly string[] {
  const paint = painter(layout.colour)
  const lines = wrapped(screen.title, Math.max(MIN_WIDTH, layout.width))
  return lines.map((line) => paint(screen.tone ?? 'strong', line))
}

/** One section alone; nothing when there is nothing to say. */
export function renderSection(section: Section, layout: Layout): readonly string[] {
  const width = Math.max(MIN_WIDTH, layout.width)
  const paint = painter(layout.colour)
  const all = bodyOf(section, width)
  if (all.length === 0) return []
  const fold = layout.unfolded ? undefined : section.foldAfter
  const shown = fold !== undefined && all.length > fold ? all.slice(0, fold) : all
  const hidden = all.length - shown.length
  const body =
    hidden === 0 ? shown : [...shown, `… ${hidden} more ${hidden === 1 ? 'line' : 'lines'}, folded`]
  // A label that is wider than its column stands on a line of its own.
  const wide = columns(section.label) >= LABEL_WIDTH
  const rows = body.map((line, index) => {
    const label = padTo(index === 0 && !wide ? section.label : '', LABEL_WIDTH)
    return `${paint('dim', label)}${paint(section.tone ?? 'plain', line)}`.trimEnd()
  })
  return wide ? [...wrapped(section.label, width).map((line) => paint('dim', line)), ...rows] : rows
}

function bodyOf(section: Section, width: number): readonly string[] {
  const room = width - LABEL_WIDTH
  return section.lines.flatMap((text) =>
    section.commands === true ? wrapCommand(printable(text), room) : wrapped(text, room),
  )
}

function wrapped(text: string, width: number): readonly string[] {
  return wrap(printable(text), width)
}

type Paint = (tone: Tone, text: string) => string

/** How tones look; without colour, the words alone have to do. */
export function painter(colour: boolean): Paint {
  const c = pc.createColors(colour)
  const paints: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    strong: c.bold,
    dim: c.dim,
    good: c.green,
    warn: c.yellow,
    danger: (text) => c.bold(c.red(text)),
  }
  return (tone, text) => (text === '' ? text : paints[tone](text))
}

/** Rows as aligned columns; the last column is cut short by nobody: it wraps under itself. */
export function renderTable(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const clean = rows.map((row) => row.map((cell) => printable(cell).replaceAll('\n', ' ')))
  const count = Math.max(0, ...clean.map((row) => row.length))
  const room = Math.max(8, Math.floor((width * 0.6) / Math.max(1, count - 1)))
  const widths = Array.from({ length: Math.max(0, count - 1) }, (_, column) =>
    Math.min(room, Math.max(0, ...clean.map((row) => columns(row[column] ?? '')))),
  )
  const used = widths.reduce((sum, w) => sum + w + 2, 0)
  return clean.flatMap((row) => {
    const cells = Array.from({ length: count }, (_, column) =>
      wrap(row[column] ?? '', widths[column] ?? Math.max(8, width - used)),
    )
    const height = Math.max(...cells.map((cell) => cell.length))
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, column) => padTo(cell[line] ?? '', widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  })
}
