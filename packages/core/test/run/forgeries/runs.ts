import type { Forged } from '../../support/forge.js'
import { again, type Forgery, FREEZE, is, laterBy, ofStep, onwards, withData, without } from './tools.js'

export const RUNS: readonly Forgery[] = [
  {
    what: 'another verdict',
    of: 'completed',
    forge: withData(is('run-ended', 'run'), {
      verdict: 'halted',
      halt_reason: 'interrupted by the operator',
    }),
    reason: /verdict is not the one of this walk, which is completed/,
  },
  {
    what: 'a verdict before the end',
    of: 'completed',
    forge: (entries) => {
      const at = entries.findIndex(ofStep(FREEZE))
      return entries.toSpliced(at, entries.findIndex(is('run-ended', 'run')) - at)
    },
    reason: /can only have halted or failed/,
  },
  {
    what: 'a halt without a reason',
    of: 'completed',
    forge: (entries) => {
      const at = entries.findIndex(ofStep(FREEZE))
      return withData(is('run-ended', 'run'), { verdict: 'halted' })(
        entries.toSpliced(at, entries.findIndex(is('run-ended', 'run')) - at),
      )
    },
    reason: /with a reason/,
  },
  {
    what: 'more after the end of its process',
    of: 'completed',
    forge: again(1, is('step-started'), is('lock-released', 'run')),
    reason: /its process had ended|the run is completed/,
  },
  {
    what: 'a resume of what is completed',
    of: 'completed',
    forge: (entries) => {
      const lock = entries.find(is('lock-acquired', 'run')) as Forged
      return [...entries, { ...lock, fence: 2 }]
    },
    reason: /the run is completed/,
  },
  {
    what: 'a run that is started twice',
    of: 'completed',
    forge: again(1, is('run-started', 'run')),
    reason: /run-started of run cannot come here/,
  },
  {
    what: 'another number of steps',
    of: 'completed',
    forge: withData(is('run-started', 'run'), { steps_total: 4 }),
    reason: /counts other steps/,
  },
  {
    what: 'a start without a lock',
    of: 'completed',
    forge: without(is('lock-acquired', 'run')),
    reason: /run-started of run cannot come here/,
  },
  {
    what: 'another lock given back',
    of: 'completed',
    forge: withData(is('lock-released', 'run'), { pid: 4711 }),
    reason: /not the lock that this process took/,
  },
  {
    what: 'nobody asked who the profiles are',
    of: 'completed',
    forge: without(is('sso-probe-passed', 'run')),
    reason: /only sso-probe-passed/,
  },
  {
    what: 'twenty minutes in which nobody asked who the profiles are',
    of: 'completed',
    forge: onwards(is('preview-shown'), laterBy(20)),
    reason: /step-started of .*freeze-writes cannot come here, only sso-probe-passed/,
  },
]
