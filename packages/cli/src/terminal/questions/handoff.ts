import type { DecisionFor, RequestFor } from '@cutover/core'
import type { Answer, Dialog } from '../dialog.js'
import { oneLine, printable, shown } from '../text.js'

/** Every criterion confirmed one by one, then the policy; anything open leads back to the first question. */
export async function askHandoff<X extends string>(
  dialog: Dialog<X>,
  request: RequestFor<'handoff'>,
): Promise<Answer<DecisionFor<'handoff'>, X>> {
  for (;;) {
    const chosen = await dialog.choose(printable('Pass the gate?'), [
      { title: printable('Confirm the criteria one by one'), value: 'confirm' },
      { title: printable('Only check the permissions, then ask again'), value: 'recheck' },
      { title: printable('Stop here (can be resumed)'), value: 'stop' },
    ])
    if (chosen.kind === 'extra') return chosen
    if (chosen.value !== 'confirm') return { kind: 'decision', decision: { decision: chosen.value } }
    const open = await firstOpen(dialog, request)
    if (open === null)
      return {
        kind: 'decision',
        decision: { decision: 'confirm', confirmed: request.criteria, policyAttached: true },
      }
    dialog.say(`\n${open} So nothing was confirmed; you start again from the first criterion.\n`)
  }
}

/** Asks until something is open, and says what that is; null when everything is met. */
async function firstOpen<X extends string>(
  dialog: Dialog<X>,
  { criteria, policyName }: RequestFor<'handoff'>,
): Promise<string | null> {
  for (const [index, text] of criteria.entries()) {
    const number = `Criterion ${index + 1} of ${criteria.length}`
    dialog.say(`\n${number}: ${oneLine(text)}`)
    const met = await dialog.select(printable('Is it met?'), [
      { title: printable('Yes, it is met'), value: 'met' },
      { title: printable('No, or not sure (back to the gate)'), value: 'open' },
    ])
    if (met === 'open') return `${number} is not met.`
  }
  const attached = await dialog.select(shown`Is ${oneLine(policyName)} attached?`, [
    { title: printable('Yes, to the target principal'), value: 'yes' },
    { title: printable('No, or not sure (back to the gate)'), value: 'no' },
  ])
  return attached === 'yes' ? null : `${oneLine(policyName)} is not attached.`
}
