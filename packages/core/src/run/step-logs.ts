import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AwsCallRecord } from '../aws/account.js'

/**
 * The full input and output of every step: `execution/<step_id>.stdout.log` and `.stderr.log`, mode 0600 in a
 * folder of mode 0700. Writes are queued per run and kept in order; a write that fails surfaces at `flush`.
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
  let queue: Promise<void> = mkdir(executionDirectory, { recursive: true, mode: 0o700 }).then(() => undefined)
  const write = (stepId: string, stream: 'stdout' | 'stderr', text: string) => {
    const line = text.endsWith('\n') ? text : `${text}\n`
    const path = join(executionDirectory, `${stepId}.${stream}.log`)
    queue = queue.then(() => appendFile(path, line, { mode: 0o600 }))
    queue.catch(() => undefined)
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
    flush: () => queue,
  }
}
