import { ARTIFACT_KEYS } from '../model/artifacts/catalogue.js'
import type { RunDirectory } from './load.js'

/**
 * The latest moment that the inputs mention: last capture, or the start of the last day of signing. A rehearsal
 * begins just after it, so that an example never goes stale with the calendar.
 */
export function latestInputTimeMs(run: Pick<RunDirectory, 'artifacts' | 'signatures'>): number {
  const captured = ARTIFACT_KEYS.map((key) => Date.parse(run.artifacts[key].metadata.captured_at))
  const signed = [run.signatures.control, run.signatures.data].flatMap((signOff) =>
    signOff.kind === 'signed' ? [Date.parse(`${signOff.date}T00:00:00.000Z`)] : [],
  )
  return Math.max(...captured, ...signed)
}
