import type { JournalEvent, NewEntry } from '@cutover/journal'
import { scrubText, withoutKnownSecrets } from '../aws/scrub.js'

/**
 * The last net before the disk. Texts for people lose whatever looks like a secret; everything else, receipts and
 * observations, only the very keys and tokens of this process, for the rest has to stay as AWS said it.
 */
export function scrubbedEntry<E extends JournalEvent>(entry: NewEntry<E>): NewEntry<E> {
  const texts = ['notes', 'stdout_tail', 'stderr_tail'] as const
  const scrubbed = texts.flatMap((name) => {
    const text = entry[name]
    return typeof text === 'string' ? [[name, scrubText(text)] as const] : []
  })
  return withoutKnownSecrets({ ...entry, ...Object.fromEntries(scrubbed) })
}
