import { writeFile } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AwsCallRecord } from '../aws/account.js'
import { scrubText } from '../aws/scrub.js'
import { CutoverError, isCutoverError } from '../model/errors.js'
import type { HeldFolder } from '../rundir/held-folder.js'
import { openLog } from '../rundir/output-files.js'

/**
 * The full input and output of every step: `execution/<step_id>.stdout.log` and `.stderr.log`, mode 0600 in a
 * folder of mode 0700. Writes are queued per run and kept in order; a write that fails surfaces at `flush`.
 * Symbolic links are not followed: whatever stands where a log or the folder belongs, nothing else is written to.
 */
export interface StepLogs {
  out(stepId: string, text: string): void
  err(stepId: string, text: string): void
  /** A finished request, as one JSON line; requests that failed also go to stderr. */
  call(stepId: string, record: AwsCallRecord): void
  /** Resolves when everything is handed to the file system. */
  flush(): Promise<void>
}

export function fileStepLogs(folder: HeldFolder): StepLogs {
  const failures: unknown[] = []
  const failed = (error: unknown) => {
    failures.push(error)
  }
  let queue: Promise<void> = Promise.resolve()
  const write = (stepId: string, stream: 'stdout' | 'stderr', text: string) => {
    // Whatever a handler or a program said: nothing secret stays in a log.
    const clean = scrubText(text)
    const line = clean.endsWith('\n') ? clean : `${clean}\n`
    // One log that cannot be written does not keep the others from being.
    queue = queue.then(() => append(folder, `${stepId}.${stream}.log`, line)).catch(failed)
  }
  return {
    out: (stepId, text) => write(stepId, 'stdout', text),
    err: (stepId, text) => write(stepId, 'stderr', text),
    call(stepId, record) {
      write(stepId, 'stdout', JSON.stringify(record))
      if (record.error !== undefined)
        write(
          stepId,
          'stderr',
          `${record.service}:${record.operation} ${record.error.name}: ${record.error.message} (request ${record.error.requestId ?? 'unknown'})`,
        )
    },
    async flush() {
      await queue
      if (failures.length > 0) throw logFault(failures[0])
    },
  }
}

const writeTo = promisify(writeFile)

async function append(folder: HeldFolder, name: string, line: string): Promise<void> {
  const place = folder.place(name)
  try {
    const file = openLog(place)
    try {
      await writeTo(file.descriptor, line)
    } finally {
      file.close()
    }
  } catch (cause) {
    // The way by the descriptor says nothing to a person.
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new Error(said.replaceAll(place, join(folder.path, name)), { cause })
  }
}

function logFault(cause: unknown): CutoverError {
  if (isCutoverError(cause)) return cause
  return new CutoverError({
    code: 'journal/write',
    fault: 'environment',
    message: `A step's log could not be written (${cause instanceof Error ? cause.message : String(cause)}). The journal and the reports are complete.`,
    next: 'Make room, or remove what stands in the place of the log, in the folder execution/.',
    cause,
  })
}
