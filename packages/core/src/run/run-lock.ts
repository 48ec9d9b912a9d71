import { lstatSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { acquireLock, type ProcessFacts, type RunLock, systemProcessFacts } from '@cutover/journal'
import { CutoverError } from '../model/errors.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import { inspectRunDirectory } from '../rundir/inspect.js'
import type { Ports } from './defaults.js'
import { journalFault } from './journal-file.js'
import type { RunOptions } from './options.js'

/**
 * Locks that runs of this very process left behind, by what the file is and not by its name: one folder has many
 * names (a relative path, a link). Whatever else bears this process's id is alive, also when another copy of this
 * module, or another thread, holds it.
 */
const left = new Set<string>()

/**
 * Takes the lock of the output directory.
 * @throws CutoverError `lock/*`, or what is wrong with the folder when it cannot be locked at all
 */
export async function takeLock(
  options: RunOptions,
  directory: string,
  ports: Pick<Ports, 'clock' | 'command' | 'operator'>,
): Promise<RunLock> {
  const path = join(directory, OUTPUT_FILES.lock)
  try {
    const lock = await acquireLock({
      path,
      journalPath: join(directory, OUTPUT_FILES.journal),
      command: ports.command.line,
      operator: ports.operator.name,
      now: ports.clock.stamp,
      resume: options.resume === true,
      process: processFacts(options, path),
      ...(options.journalFs === undefined ? {} : { fs: options.journalFs }),
    })
    return lock
  } catch (error) {
    throw await lockError(options, error)
  }
}

/** Lets go of the lock; `keep` leaves its file, for the one who resumes. */
export async function leaveLock(lock: RunLock, keep: boolean): Promise<void> {
  const file = fileAt(lock.path)
  if (file !== null) left.add(file)
  if (keep) return
  await lock.release()
  if (file !== null) left.delete(file)
}

/** Device, number and last change: a number alone is used again. Null when there is no such file. */
function fileAt(path: string): string | null {
  const facts = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return facts === undefined ? null : `${facts.dev}:${facts.ino}:${facts.mtimeNs}`
}

/**
 * A credential halt leaves its lock; the process that left it may be the one that resumes. It is alive, but it
 * runs nothing any more: then its lock is as stale as a dead process's.
 */
function processFacts(options: RunOptions, lockPath: string): ProcessFacts {
  const facts = options.processFacts ?? systemProcessFacts()
  return {
    ...facts,
    isAlive: (pid, startTime) =>
      pid === facts.pid && startTime === facts.startTime
        ? !left.has(fileAt(lockPath) ?? '')
        : facts.isAlive(pid, startTime),
  }
}

/** A folder that does not exist cannot be locked: then the inputs say it better. */
async function lockError(options: RunOptions, error: unknown): Promise<unknown> {
  const { problems } = await inspectRunDirectory(options.runDirectory)
  // Files are named relative to the folder; only the folder itself by its whole path.
  const folder = problems.find((problem) => isAbsolute(problem.file))
  if (folder === undefined) return journalFault(error)
  return new CutoverError({
    code: folder.code,
    fault: 'operator',
    message: `${folder.file}: ${folder.message}`,
    next: folder.next,
    cause: error,
  })
}
