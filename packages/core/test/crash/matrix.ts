import type { Machine } from './machine.js'
import type { CrashState, Recording } from './record.js'
import { resumeFrom } from './resume.js'

/** What came of crashing at many instants. */
export interface MatrixResult {
  readonly crashPoints: number
  readonly resumed: number
  readonly toTheEnd: number
  /** One line per thing that was not as after an undisturbed run. */
  readonly problems: readonly string[]
}

export interface MatrixOptions {
  /** Every so many states (and each that differs) are walked to the end. */
  readonly toEndEvery: number
  /** Every so many states are resumed with the pre-flight, the others past it. */
  readonly preflightEvery: number
}

/** Resumes from every given state. */
export async function resumeFromEach(
  machine: Machine,
  recording: Recording,
  states: readonly CrashState[],
  options: MatrixOptions,
): Promise<MatrixResult> {
  const problems: string[] = []
  let crashPoints = 0
  let toTheEnd = 0
  for (const [index, state] of states.entries()) {
    const resumed = await resumeFrom(machine, recording, state, {
      toEnd: index % options.toEndEvery === 0,
      pastPreflight: index % options.preflightEvery !== 0,
    })
    crashPoints += state.instants.length
    if (!resumed.caughtUp) toTheEnd += 1
    problems.push(...resumed.problems.map((problem) => `${state.instants.join(' = ')}: ${problem}`))
  }
  return { crashPoints, resumed: states.length, toTheEnd, problems }
}

/** The figures, for whoever watches the suite. */
export function reportMatrix(name: string, recording: Recording, result: MatrixResult): void {
  const { append, request, terraform } = recording.instants
  process.stdout.write(
    `crash matrix, ${name}: ${result.crashPoints} crash points ` +
      `(the run has ${append} around appends, ${request} around requests, ${terraform} around terraform), ` +
      `${result.resumed} distinct states resumed, ${result.toTheEnd} of them to the end\n`,
  )
}
