import type { Forged } from '../../support/forge.js'
import { again, changed, data, type Forgery, FREEZE, is, lacking, OTHER, withData, without } from './tools.js'

export const APPROVALS: readonly Forgery[] = [
  {
    what: 'three more executions under one yes',
    of: 'completed',
    forge: again(3, is('executing'), is('executed')),
    reason: /executing .* cannot come here/,
  },
  {
    what: 'a rollback-approved in the place of the yes',
    of: 'completed',
    forge: changed(is('approved'), () => ({ event: 'rollback-approved' })),
    reason: /rollback-approved .* cannot come here, only approved/,
  },
  {
    what: 'an irreversible-confirmed in the place of the yes',
    of: 'completed',
    forge: changed(is('approved'), (entry) => ({
      event: 'irreversible-confirmed',
      data: { ...entry.data, typed: 'archive-db-final' },
    })),
    reason: /irreversible-confirmed .* cannot come here, only approved/,
  },
  {
    what: 'no yes',
    of: 'completed',
    forge: lacking(is('approved')),
    reason: /executing .* cannot come here, only approved/,
  },
  {
    what: 'no question',
    of: 'completed',
    forge: lacking(is('approval-requested')),
    reason: /approved .* cannot come here, only approval-requested/,
  },
  {
    what: 'nothing shown',
    of: 'completed',
    forge: lacking(is('preview-shown')),
    reason: /approval-requested .* cannot come here, only preview-shown/,
  },
  {
    what: 'a yes to another step’s question',
    of: 'completed',
    forge: (entries) =>
      withData(is('approved', FREEZE), { shown_hash: data(entries, is('approved')).shown_hash })(entries),
    reason: /something else than the question/,
  },
  {
    what: 'a yes moved to another step',
    of: 'completed',
    forge: (entries) => {
      const yes = entries.find(is('approved')) as Forged
      const at = entries.findIndex(is('approval-requested', FREEZE))
      return entries.toSpliced(at + 1, 0, { ...yes, step_id: FREEZE }).filter((entry) => entry !== yes)
    },
    reason: /executing of .*snapshot-share cannot come here/,
  },
  {
    what: 'a yes to stopping a job in the place of a yes to the step',
    of: 'completed',
    forge: withData(is('approved'), { decision: 'cancel-job' }),
    reason: /"cancel-job", which the question did not offer/,
  },
  {
    what: 'a second yes',
    of: 'completed',
    forge: again(1, is('approved')),
    reason: /approved .* cannot come here/,
  },
  {
    what: 'a yes of somebody else',
    of: 'completed',
    forge: changed(is('approved'), () => ({ operator: 'eve' })),
    reason: /its operator is eve/,
  },
  {
    what: 'a yes to what its preview blocks',
    of: 'completed',
    forge: withData(is('preview-shown'), { blockers: ['the snapshot is not there'] }),
    reason: /approves a step that its preview blocks/,
  },
  {
    what: 'a question about another observation',
    of: 'completed',
    forge: withData(is('approval-requested'), { observation_hash: OTHER }),
    reason: /another observation than was shown/,
  },
  {
    what: 'another observation under the hash of the one that was shown',
    of: 'completed',
    forge: withData(is('preview-shown'), { observation: { shared_with_target: true } }),
    reason: /its hash is not that of what it says/,
  },
  {
    what: 'no go for the plan',
    of: 'completed',
    forge: without(
      (entry) =>
        entry.step_id === 'run' && (entry.event === 'approved' || entry.event === 'approval-requested'),
    ),
    reason: /step-started .* cannot come here, only .*approval-requested/,
  },
  {
    what: 'a no-go in the place of the go',
    of: 'completed',
    forge: withData(is('approved', 'run'), { decision: 'no-go' }),
    reason: /"no-go", which the question did not offer/,
  },
]
