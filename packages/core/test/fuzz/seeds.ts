/**
 * Seeds that once broke an invariant, with what was wrong. What a seed does shifts when the examples or the
 * product change, so each defect also has a test of its own; the seeds stay because they find neighbours.
 */
export const KEPT_SEEDS: readonly (readonly [seed: number, what: string])[] = [
  [6, 'the polls of a rollback were judged illegal'],
  [10, 'a throttled first probe ended the run by an exception, without an end in the journal'],
  [11, 'the second question of a destroying rollback was judged illegal'],
  [45, 'a retry that was looked at again and then lost its process was taken to be in doubt'],
  [102, 'a declined rollback was judged to have been executed'],
  [9817, 'a rollback whose job never ended was polled for ever, whatever key was pressed'],
  [1265, 'a refusal that was asked about only after a resume was judged illegal'],
  [1269, 'an effect found after a crash between yes and intent was journaled as an answer to no intent'],
  [1388, 'a retry that found its effect already there was judged illegal'],
  [140, 'a retry that found AWS changed was judged illegal'],
]
