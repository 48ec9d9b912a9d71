import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { systemCode } from './errors.js'

/** What the lock knows about processes; injected, so that tests can play dead, reused and foreign pids. */
export interface ProcessFacts {
  readonly pid: number
  /** Tells this process from a later one with the same pid. Opaque; equal only for the same process. */
  readonly startTime: string
  /** Where pids mean something: the host, and the pid namespace where it is not the host's own. */
  readonly host: string
  /** Whether the process that had this pid *and* this start time still runs on this host. */
  isAlive(pid: number, startTime: string): boolean
}

/** Linux numbers the namespaces that exist at boot from fixed values; this is the host's own pid namespace. */
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]'

/**
 * Facts about the running process: start times from `/proc/<pid>/stat` (with the boot id, since ticks
 * count from boot) on Linux, from `ps -o lstart=` elsewhere.
 * @throws Error when this process's own start time cannot be read
 */
export function systemProcessFacts(): ProcessFacts {
  const startTime = processStartTime(process.pid)
  if (startTime === null) throw new Error(`The start time of process ${process.pid} cannot be read`)
  return { pid: process.pid, startTime, host: hostOf(), isAlive }
}

function isAlive(pid: number, startTime: string): boolean {
  if (!exists(pid)) return false
  const found = processStartTime(pid)
  // Unreadable (another user's process under a hidden /proc) means: cannot be ruled out, so alive.
  return found === null ? exists(pid) : found === startTime
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return systemCode(cause) === 'EPERM'
  }
}

/** The opaque start time of any process, as `isAlive` compares it; null when it cannot be read. */
export function processStartTime(pid: number): string | null {
  try {
    return process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid)
  } catch {
    return null
  }
}

function linuxStartTime(pid: number): string | null {
  // The command name (field 2) may hold blanks and parentheses: count from the last one. A zombie counts as
  // gone: it runs nothing any more.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields[19]
  if (ticks === undefined) return null
  const state = fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : 'running'
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return state === 'ended' ? 'ended' : `${boot}/${ticks}`
}

function psStartTime(pid: number): string | null {
  const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  }).trim()
  return started === '' ? null : started
}

function hostOf(): string {
  try {
    const namespace = readlinkSync('/proc/self/ns/pid')
    return namespace === INITIAL_PID_NAMESPACE ? hostname() : `${hostname()}/${namespace}`
  } catch {
    return hostname()
  }
}
