import type { DecisionFor, RequestFor } from '@cutover/core'
import type { Answer, Dialog } from '../dialog.js'
import { oneLine } from '../text.js'

/** Every criterion confirmed one by one, then the policy; anything open leads back to the first question. */
export async function askHandoff<X extends string>(
  dialog: Dialog<X>,
  request: RequestFor<'handoff'>,
): Promise<Answer<DecisionFor<'handoff'>, X>> {
  for (;;) {
    const chosen = await dialog.choose('Pass the gate?', [
      { title: 'Confirm the criteria one by one', value: 'confirm' },
      { title: 'Only check the permissions, then ask again', value: 'recheck' },
      { title: 'Stop here (can be resumed)', value: 'stop' },
    ])
    if (chosen.kind === 'extra') return chosen
    if (chosen.value !== 'confirm') return { kind: 'decision', decision: { decision: chosen.value } }
    if (await allMet(dialog, request))
      return {
        kind: 'decision',
        decision: { decision: 'confirm', confirmed: request.criteria, policyAttached: true },
      }
    dialog.say('Not everything is met; nothing was confirmed.')
  }
}

async function allMet<X extends string>(dialog: Dialog<X>, request: RequestFor<'handoff'>): Promise<boolean> {
  for (const [index, text] of request.criteria.entries()) {
    dialog.say(`\nCriterion ${index + 1} of ${request.criteria.length}: ${oneLine(text)}`)
    const met = await dialog.select('Is it met?', [
      { title: 'Yes, it is met', value: 'met' },
      { title: 'No, or not sure', value: 'open' },
    ])
    if (met === 'open') return false
  }
  const attached = await dialog.select(`Is ${oneLine(request.policyName)} attached?`, [
    { title: 'Yes, to the target principal', value: 'yes' },
    { title: 'No, or not sure', value: 'no' },
  ])
  return attached === 'yes'
}
