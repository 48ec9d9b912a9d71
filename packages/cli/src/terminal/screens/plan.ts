import type { PlanRequest } from '@cutover/core'
import type { Screen } from '../screen.js'

/** The whole plan on one screen: go or no-go. */
export function planScreen(request: PlanRequest): Screen {
  const warnings = request.summaryLines.filter((line) => line.startsWith('Warning: '))
  const [title = 'Execution plan', ...lines] = request.summaryLines.filter((line) => !warnings.includes(line))
  return {
    title,
    lead: lines,
    sections: [
      {
        label: 'Warnings',
        lines: warnings.map((line) => line.slice('Warning: '.length)),
        tone: 'warn',
        foldAfter: 8,
        keep: true,
      },
      {
        label: 'If go',
        lines: ['The walk begins. Every single step is shown and asked before anything changes.'],
      },
      {
        label: 'If no-go',
        lines: ['Nothing has happened and nothing will; one line in the journal says so.'],
      },
    ],
  }
}
