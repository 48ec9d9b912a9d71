import { holds, maybe, one, type Script } from '../engine/script.js'
import { hashJson } from '../model/json.js'

/** What `terraformAfterYes` may append between the last answer about the run and its first step. */
export function terraformAfterYesEntries(): Script {
  return maybe(toldEntry(maybe(toldEntry(maybe()))))
}

function toldEntry(then: Script) {
  return one(
    'preview-shown',
    'run',
    then,
    holds(
      ({ data }) => hashJson(data.observation) === data.observation_hash,
      'its hash is not that of what it says was observed',
    ),
  )
}
