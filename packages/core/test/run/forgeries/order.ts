import type { Forged } from '../../support/forge.js'
import {
  again,
  changed,
  exchanged,
  type Forgery,
  FREEZE,
  HANDOFF,
  is,
  lacking,
  ofStep,
  SHARE,
  withData,
  without,
} from './tools.js'

export const ORDER: readonly Forgery[] = [
  {
    what: 'no handoff between the planes',
    of: 'completed',
    forge: without(ofStep(HANDOFF)),
    reason: /only step-started of cp-phase6-999-handoff/,
  },
  {
    what: 'a handoff whose permissions nobody checked',
    of: 'completed',
    forge: without(is('handoff-checked', HANDOFF)),
    reason: /only handoff-checked/,
  },
  {
    what: 'a handoff that was denied and approved',
    of: 'completed',
    forge: withData(is('handoff-checked', HANDOFF), {
      allowed: false,
      denied: [
        {
          side: 'target',
          action: 's3:PutObject',
          resource: '*',
          reason: 'implicitDeny',
          missing_context: [],
        },
      ],
    }),
    reason: /approved of cp-phase6-999.* cannot come here/,
  },
  {
    what: 'a handoff with fewer criteria',
    of: 'completed',
    forge: withData(is('handoff-checked', HANDOFF), { criteria: [] }),
    reason: /criteria are not those of the plan/,
  },
  {
    what: 'a skipped handoff',
    of: 'completed',
    forge: (entries) => {
      const at = entries.findIndex(is('handoff-checked', HANDOFF))
      const last = entries.findLastIndex(ofStep(HANDOFF))
      const yes = entries.find(is('approved', HANDOFF)) as Forged
      return entries.toSpliced(at, last - at + 1, {
        ...yes,
        event: 'skipped',
        data: { ...yes.data, decision: 'skip' },
      })
    },
    reason: /skipped .* cannot come here, only handoff-checked/,
  },
  {
    what: 'a step left out',
    of: 'completed',
    forge: without(ofStep(SHARE)),
    reason: /step-started of .*freeze-writes cannot come here/,
  },
  {
    what: 'two steps exchanged',
    of: 'completed',
    forge: exchanged,
    reason: /step-started of .*freeze-writes cannot come here/,
  },
  {
    what: 'a step that the plan does not have',
    of: 'completed',
    forge: changed(ofStep(SHARE), () => ({ step_id: 'dp-phase1-002-somebody-elses-share' })),
    reason: /the plan has no step/,
  },
  {
    what: 'a step in another phase',
    of: 'completed',
    forge: changed(is('approved'), () => ({ phase_number: 4 })),
    reason: /its step is of phase 1/,
  },
  {
    what: 'a step begun twice',
    of: 'completed',
    forge: again(1, is('step-started')),
    reason: /step-started .* cannot come here, only preview-shown/,
  },
  {
    what: 'no verification',
    of: 'completed',
    forge: lacking(is('verify-passed')),
    reason: /step-succeeded .* cannot come here/,
  },
  {
    what: 'a verification whose checks failed',
    of: 'completed',
    forge: changed(is('verify-passed'), (entry) => ({
      data: {
        ...entry.data,
        checks: (entry.data.checks as object[]).map((check) => ({ ...check, ok: false })),
      },
    })),
    reason: /it passed, and its checks did not/,
  },
  {
    what: 'a verification of nothing',
    of: 'completed',
    forge: withData(is('verify-passed'), { checks: [] }),
    reason: /it passed, and its checks did not/,
  },
  {
    what: 'a success without success',
    of: 'completed',
    forge: lacking(is('step-succeeded')),
    reason: /step-started of .*freeze-writes cannot come here/,
  },
  {
    what: 'a success with another receipt',
    of: 'completed',
    forge: withData(is('step-succeeded'), { receipt: { shared_with: '333333333333' } }),
    reason: /receipt is not the one/,
  },
  {
    what: 'a success that is said to have been there already',
    of: 'completed',
    forge: withData(is('step-succeeded'), { how: 'already-existed' }),
    reason: /not succeed in that way/,
  },
  {
    what: 'a step that was executed and is said to be skipped',
    of: 'completed',
    forge: changed(is('verify-passed'), (entry) => ({
      event: 'skipped',
      data: { shown_hash: entry.entry_id, decision: 'skip' },
    })),
    reason: /skipped .* cannot come here/,
  },
  {
    what: 'a freeze without its clock',
    of: 'completed',
    forge: lacking(is('freeze-began', FREEZE)),
    reason: /only freeze-began/,
  },
  {
    what: 'a freeze of another length',
    of: 'completed',
    forge: withData(is('freeze-began', FREEZE), { duration_minutes: 1 }),
    reason: /another freeze than that of its step/,
  },
]
