import { join } from 'node:path'
import { OUTPUT_FILES } from '../rundir/files.js'
import { type HeldFolder, holdFolder, holdOwnFolder } from '../rundir/held-folder.js'

/** Where a run writes: both stay the ones that they were when it began. */
export interface RunFolders {
  /** The run directory, or a rehearsal's: journal, lock, steps, reports. */
  readonly output: HeldFolder
  /** `execution/`: logs, saved plans. */
  readonly execution: HeldFolder
  /** @throws CutoverError `input/changed` */
  assertSame(): void
  close(): void
}

/** @throws CutoverError `input/unreadable` when `execution/` is a link or no folder */
export async function holdRunFolders(directory: string): Promise<RunFolders> {
  const output = holdFolder(directory)
  try {
    const execution = await holdOwnFolder(join(directory, OUTPUT_FILES.stepFolder))
    return {
      output,
      execution,
      assertSame() {
        output.assertSame()
        execution.assertSame()
      },
      close() {
        output.close()
        execution.close()
      },
    }
  } catch (cause) {
    output.close()
    throw cause
  }
}
