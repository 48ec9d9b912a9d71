import { chmod, lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AwsCallRecord } from '../aws/account.js'
import { CutoverError, isCutoverError } from '../model/errors.js'
import { createFolder, openLog } from '../rundir/output-files.js'

/**
 * The full input and output of every step: `execution/<step_id>.stdout.log` and `.stderr.log`, mode 0600 in a
 * folder of mode 0700. Writes are queued per run and kept in order; a write that fails surfaces at `flush`.
 * Symbolic links are not followed: whatever stands where a log belongs, nothing else is written to.
 */
export interface StepLogs {
  out(stepId: string, text: string): void
  err(stepId: string, text: string): void
  /** A finished request, as one JSON line; requests that failed also go to stderr. */
  call(stepId: string, record: AwsCallRecord): void
  /** Resolves when everything is handed to the file system. */
  flush(): Promise<void>
}

export function fileStepLogs(executionDirectory: string): StepLogs {
  const folder = ownFolder(executionDirectory)
  const failures: unknown[] = []
  const failed = (error: unknown) => {
    failures.push(error)
  }
  let queue: Promise<void> = folder.catch(failed)
  const write = (stepId: string, stream: 'stdout' | 'stderr', text: string) => {
    const line = text.endsWith('\n') ? text : `${text}\n`
    const path = join(executionDirectory, `${stepId}.${stream}.log`)
    // One log that cannot be written does not keep the others from being.
    queue = queue
      .then(async () => {
        await folder
        await append(path, line)
      })
      .catch(failed)
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

async function append(path: string, line: string): Promise<void> {
  const file = await openLog(path)
  try {
    await file.writeFile(line)
  } finally {
    await file.close()
  }
}

/** @throws CutoverError `input/unreadable` when the folder is a link: everything in it would land elsewhere */
async function ownFolder(path: string): Promise<void> {
  await createFolder(path)
  // One that was there already may be open to others, and terraform writes its plans there before they are closed.
  if ((await lstat(path)).isDirectory()) return await chmod(path, 0o700)
  throw new CutoverError({
    code: 'input/unreadable',
    fault: 'operator',
    message: `${path} is a symbolic link. The logs and saved plans of a run stay in its own directory.`,
    next: 'Remove the link, then start again or resume.',
  })
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
