import { machineOf } from './machine.js'
import { reportMatrix, resumeFromEach } from './matrix.js'
import { type CrashState, recordUndisturbed } from './record.js'

/**
 * The crash matrix over the full example, in two suites of about the same length so that they can run at the
 * same time: crashes up to the copy of the first database, and after it.
 */
export async function crashHalf(half: 'first' | 'second'): Promise<readonly string[]> {
  const machine = await machineOf('orders-platform')
  try {
    const recording = await recordUndisturbed(machine)
    const middle = Math.floor(recording.states.length / 2)
    const states: readonly CrashState[] =
      half === 'first' ? recording.states.slice(0, middle) : recording.states.slice(middle)
    const result = await resumeFromEach(machine, recording, states, { toEndEvery: 100, preflightEvery: 10 })
    reportMatrix(`orders-platform, ${half} half`, recording, result)
    return result.problems
  } finally {
    await machine.dispose()
  }
}
