import { holds, one, oneOf, type Script } from '../engine/script.js'
import type { Side } from '../model/step.js'

/** What `probe` appends where both profiles answer: the source first. One that does not is a stop. */
export function probeEntries(then: Script): Script {
  return oneOf(passedEntry('source', oneOf(passedEntry('target', then))))
}

function passedEntry(side: Side, then: Script) {
  return one(
    'sso-probe-passed',
    'run',
    then,
    holds(({ data }) => data.side === side, `the ${side} profile is asked here`),
  )
}
