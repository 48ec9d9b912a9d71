import type { IrreversibleRequest } from '@cutover/core'
import type { Screen } from '../screen.js'
import { timeSections, warningSection, whatSections, whereAmI } from './common.js'

/** The second question of a step that cannot be undone. */
export function irreversibleScreen(request: IrreversibleRequest): Screen {
  return {
    title: `THIS CANNOT BE UNDONE · ${whereAmI(request)}`,
    tone: 'danger',
    lead: [request.step.step_id],
    sections: [
      { label: 'No undo', lines: [request.cannotBeUndone], tone: 'danger' },
      ...whatSections(request),
      { label: 'To confirm', lines: [`Type the name, letter for letter: ${request.typeToConfirm}`] },
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}
