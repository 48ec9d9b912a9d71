import { again, changed, type Forgery, is, isRollback, lacking, withData, without } from './tools.js'

export const TROUBLES: readonly Forgery[] = [
  {
    what: 'a rollback that nobody approved',
    of: 'rolled-back',
    forge: lacking(is('rollback-approved')),
    reason: /executing .* cannot come here/,
  },
  {
    what: 'a yes in the place of a yes to rolling back',
    of: 'rolled-back',
    forge: changed(is('rollback-approved'), () => ({ event: 'approved' })),
    reason: /"rollback-and-stop" was not offered/,
  },
  {
    what: 'a rollback sent twice',
    of: 'rolled-back',
    forge: again(1, isRollback),
    reason: /executing .* cannot come here/,
  },
  {
    what: 'a rollback that was not sent',
    of: 'rolled-back',
    forge: lacking(isRollback),
    reason: /verify-passed .* cannot come here/,
  },
  {
    what: 'a rollback that nobody proved',
    of: 'rolled-back',
    forge: lacking((entry) => is('verify-passed')(entry) && entry.data.of === 'rollback'),
    reason: /no verification before it says so/,
  },
  {
    what: 'a dialog that did not offer what was chosen',
    of: 'rolled-back',
    forge: withData(is('rollback-offered'), { choices: ['retry', 'stop', 'abort'] }),
    reason: /was not offered/,
  },
  {
    what: 'no dialog',
    of: 'rolled-back',
    forge: lacking(is('rollback-offered')),
    reason: /only rollback-offered/,
  },
  {
    what: 'a failure taken out',
    of: 'retried',
    forge: without((entry) => is('step-failed')(entry)),
    reason: /rollback-offered .* cannot come here/,
  },
  {
    what: 'a retry that nobody chose',
    of: 'retried',
    forge: (entries) => entries.toSpliced(entries.findLastIndex(is('approved')), 1),
    reason: /preview-shown .* cannot come here/,
  },
  {
    what: 'more retries than were left',
    of: 'retried',
    forge: withData(is('rollback-offered'), { retries_left: 9 }),
    reason: /3 retries were left/,
  },
  {
    what: 'a failure with another error',
    of: 'retried',
    forge: changed(is('step-failed'), (entry) => ({
      data: { ...entry.data, error: { ...(entry.data.error as object), name: 'Throttling' } },
    })),
    reason: /error is not the one/,
  },
  {
    what: 'a failure of which nobody asked whether it happened',
    of: 'retried',
    forge: withData(is('step-failed'), { never_happened: true }),
    reason: /AWS was not asked/,
  },
  {
    what: 'a refused call sent again by itself',
    of: 'retried',
    forge: again(1, is('executing'), is('executed')),
    reason: /executing .* cannot come here/,
  },
]
