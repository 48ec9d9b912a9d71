import { isCutoverError, scrubText } from '@cutover/core'
import { isJournalError } from '@cutover/journal'
import { renderScreen, type Section } from './terminal/screen.js'
import type { Printable } from './terminal/text.js'

export interface ErrorLayout {
  readonly width: number
  readonly colour: boolean
  /** With the stack of what went wrong. */
  readonly debug: boolean
}

/**
 * An error as an operator reads it: what, where and why, then the next thing to type. Whoever made it, and also
 * its stack, loses what looks like a secret here: an error of a library may repeat what it was given.
 */
export function renderError(error: unknown, layout: ErrorLayout): readonly Printable[] {
  const { title, sections } = facts(error)
  const stack = layout.debug ? [{ label: 'Stack', lines: [stackOf(error)] }] : []
  const scrubbed = [...sections, ...stack].map((section) => ({
    ...section,
    lines: section.lines.map((line) => scrubText(line)),
  }))
  const screen = { title: scrubText(title), tone: 'danger' as const, lead: [], sections: scrubbed }
  return renderScreen(screen, { width: layout.width, colour: layout.colour, unfolded: layout.debug })
}

function facts(error: unknown): { readonly title: string; readonly sections: readonly Section[] } {
  if (isCutoverError(error))
    return {
      title: error.message,
      sections: [
        {
          label: 'Details',
          lines: error.details.filter((line) => !error.message.includes(line)),
          foldAfter: 60,
        },
        { label: 'Code', lines: [error.code], tone: 'dim' },
        { label: 'Next', lines: error.next === null ? [] : [error.next], tone: 'strong' },
      ],
    }
  if (isJournalError(error))
    return {
      title: error.message,
      sections: [
        { label: 'Code', lines: [error.code], tone: 'dim' },
        { label: 'Next', lines: [error.next], tone: 'strong' },
      ],
    }
  return {
    title: `Internal error: ${error instanceof Error ? error.message : String(error)}`,
    sections: [{ label: 'Next', lines: ['Report it, with what --debug prints.'], tone: 'strong' }],
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
