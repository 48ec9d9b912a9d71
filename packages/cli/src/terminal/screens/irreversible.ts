import type { IrreversibleRequest } from '@cutover/core'
import type { Screen } from '../screen.js'
import { FOLD, timeSections, warningSection, whatSections, whereAmI } from './common.js'

/** The second question of a step that cannot be undone. */
export function irreversibleScreen(request: IrreversibleRequest): Screen {
  return {
    title: `THIS CANNOT BE UNDONE · ${whereAmI(request)}`,
    tone: 'danger',
    lead: [request.step.step_id],
    sections: [
      { label: 'No undo', lines: [request.cannotBeUndone], tone: 'danger', foldAfter: FOLD, keep: true },
      ...whatSections(request),
      {
        label: 'To confirm',
        lines: [`Type the name, letter for letter: ${request.typeToConfirm}`],
        keep: true,
      },
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}
