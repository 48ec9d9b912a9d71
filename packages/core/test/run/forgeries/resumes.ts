import type { Forged } from '../../support/forge.js'
import { changed, type Forgery, is, lacking, withData, without } from './tools.js'

export const RESUMES: readonly Forgery[] = [
  {
    what: 'two processes as one',
    of: 'resumed',
    forge: changed(
      () => true,
      () => ({ fence: 1 }),
    ),
    reason: /lock-taken-over-from-stale of run cannot come here/,
  },
  {
    what: 'a process that goes on without a word',
    of: 'resumed',
    forge: without(
      (entry) =>
        entry.fence > 1 &&
        entry.step_id === 'run' &&
        entry.event !== 'run-ended' &&
        entry.event !== 'lock-released',
    ),
    reason: /resume-reverified .* cannot come here/,
  },
  {
    what: 'a lock that is taken over from nobody',
    of: 'resumed',
    forge: changed(is('lock-taken-over-from-stale', 'run'), (entry) => ({
      data: { ...entry.data, previous: undefined },
    })),
    reason: /does not say whose lock/,
  },
  {
    what: 'a lock that is not said to be taken over',
    of: 'resumed',
    forge: without((entry) => entry.event === 'lock-taken-over-from-stale'),
    reason: /run-resumed of run cannot come here/,
  },
  {
    what: 'entries cut out before a resume',
    of: 'resumed',
    forge: withData(is('run-resumed', 'run'), { from_entry_id: 'e3' }),
    reason: /goes on from another entry/,
  },
  {
    what: 'another version that is not asked about',
    of: 'resumed',
    forge: withData(is('run-resumed', 'run'), { cutover_version: '0.1.0' }),
    reason: /whether another version wrote/,
  },
  {
    what: 'what was in doubt, not asked about',
    of: 'resumed',
    forge: lacking(is('resume-reverified')),
    reason: /executed .* cannot come here, only/,
  },
  {
    what: 'what was in doubt, sent again under the old yes',
    of: 'resumed',
    forge: (entries) => {
      const intent = entries.find(is('executing')) as Forged
      return entries.map((entry) =>
        is('resume-reverified')(entry) ? { ...intent, fence: entry.fence } : entry,
      )
    },
    reason: /executing .* cannot come here, only/,
  },
  {
    what: 'a finding about another entry',
    of: 'resumed',
    forge: withData(is('resume-reverified'), { last_event: 'approved' }),
    reason: /the entry of its step before it is executing/,
  },
]
