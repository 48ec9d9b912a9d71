import { type Example, type Machine, machineOf } from '../crash/machine.js'
import { type CrashState, type Recording, recordUndisturbed } from '../crash/record.js'

/** A machine with what a run of its example had left behind at every instant: where a seed may begin. */
export interface Scene {
  readonly example: Example
  readonly machine: Machine
  readonly recording: Recording
  /** Nothing has happened yet. */
  readonly beginning: CrashState
}

export async function sceneOf(example: Example): Promise<Scene> {
  const machine = await machineOf(example)
  const recording = await recordUndisturbed(machine)
  const [beginning] = recording.states
  if (beginning === undefined) throw new Error('the recording is empty')
  return { example, machine, recording, beginning }
}
