import type { DecisionFor, RequestFor } from '@cutover/core'
import type { Answer, Dialog } from '../dialog.js'
import { printable } from '../text.js'

/** A path, never a value. Insisting on a file that others can read takes a choice of its own. */
export async function askSecretFile<X extends string>(
  dialog: Dialog<X>,
  request: RequestFor<'secret-file'>,
): Promise<Answer<DecisionFor<'secret-file'>, X>> {
  const insist = request.confirmLoosePermissions
    ? [
        {
          title: printable('Name the file again and insist, though others can read it'),
          value: 'insist' as const,
        },
      ]
    : []
  const chosen = await dialog.choose(printable('Where is the value?'), [
    { title: printable('Name the file'), value: 'file' as const },
    ...insist,
    { title: printable('Skip this step'), value: 'skip' as const },
    { title: printable('Abort the run'), value: 'abort' as const },
  ])
  if (chosen.kind === 'extra') return chosen
  if (chosen.value === 'skip' || chosen.value === 'abort')
    return { kind: 'decision', decision: { decision: chosen.value } }
  const path = (await dialog.typed(printable('Absolute path of the file'))).trim()
  if (path === '') return await askSecretFile(dialog, request)
  const insists = chosen.value === 'insist' ? { insist: true } : {}
  return { kind: 'decision', decision: { decision: 'file', path, ...insists } }
}
