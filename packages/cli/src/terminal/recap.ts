import { type Layout, renderSection, renderTitle, type Screen, type Section } from './screen.js'
import { type Printable, printable } from './text.js'

/** A section of so many lines is said again as it is; of a longer one, the beginning. */
const SHORT = 3
const INTRODUCTION = printable('In short, as not all of it fits the screen:')

/**
 * What has left a low terminal although the answer depends on it: where one is, what a yes does, the way back,
 * the time. For a screen that does not fit above its question.
 *
 * @param room rows that the question leaves
 */
export function recap(screen: Screen, layout: Layout, room: number): readonly Printable[] {
  const title = renderTitle(screen, layout)
  let said: readonly Printable[] = title
  // What is said again pushes more out of sight.
  for (;;) {
    const gone = keptAbove(screen.sections, layout, room - said.length - 1)
    const short = gone.flatMap((section) => renderSection(inShort(section, layout), layout))
    const next = gone.length === 0 ? title : [INTRODUCTION, ...title, ...short]
    if (next.length === said.length) return said.slice(0, Math.max(title.length + 1, room - 1))
    said = next
  }
}

/** The sections to keep that begin further up than so many rows. */
function keptAbove(sections: readonly Section[], layout: Layout, rows: number): readonly Section[] {
  const gone = sections.filter(
    (section, index) => section.keep !== undefined && rowsOf(sections.slice(index), layout) > rows,
  )
  return [
    ...gone.filter((section) => section.keep === 'first'),
    ...gone.filter((section) => section.keep === true),
  ]
}

function rowsOf(sections: readonly Section[], layout: Layout): number {
  return sections.reduce((sum, section) => sum + renderSection(section, layout).length, 0)
}

function inShort(section: Section, layout: Layout): Section {
  const isLong = renderSection({ ...section, foldAfter: Number.POSITIVE_INFINITY }, layout).length > SHORT
  return isLong ? { ...section, foldAfter: SHORT - 1 } : section
}
