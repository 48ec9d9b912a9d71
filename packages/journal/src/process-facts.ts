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

/** What {@link processFactsOf} asks of the operating system. Methods throw when there is no answer. */
export interface ProcessSystem {
  readonly pid: number
  readonly platform: string
  readonly hostname: string
  readText(path: string): string
  readLink(path: string): string
  /** Output of `ps` with these arguments. */
  ps(args: readonly string[]): string
  /** Signal 0; throws `ESRCH` when there is no such process, `EPERM` when it is someone else's. */
  probe(pid: number): void
}

/** Linux numbers the namespaces that exist at boot from fixed values; this is the host's own pid namespace. */
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]'

/**
 * Facts about the running process: start times from `/proc/<pid>/stat` (with the boot id, since its ticks
 * count from boot) on Linux, from `ps -o lstart=` elsewhere.
 * @throws Error when this process's own start time cannot be read
 */
export const systemProcessFacts = (): ProcessFacts => processFactsOf(thisSystem())

/** The opaque start time of any process, as `isAlive` compares it; null when it cannot be read. */
export const processStartTime = (pid: number): string | null => startTimeOf(thisSystem(), pid)

const thisSystem = (): ProcessSystem => ({
  pid: process.pid,
  platform: process.platform,
  hostname: hostname(),
  readText: (path) => readFileSync(path, 'utf8'),
  readLink: (path) => readlinkSync(path),
  ps: (args) => execFileSync('ps', [...args], { encoding: 'utf8', env: PS_ENVIRONMENT }),
  probe: (pid) => void process.kill(pid, 0),
})

/** The same time must always be printed the same way. */
const PS_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Facts from any operating system. @throws Error as {@link systemProcessFacts} */
export function processFactsOf(system: ProcessSystem): ProcessFacts {
  const startTime = startTimeOf(system, system.pid)
  if (startTime === null) throw new Error(`The start time of process ${system.pid} cannot be read`)
  return {
    pid: system.pid,
    startTime,
    host: hostOf(system),
    isAlive(pid, wanted) {
      if (!exists(system, pid)) return false
      const found = startTimeOf(system, pid)
      // Unreadable (another user's process under a hidden /proc): cannot be ruled out, so it counts as alive.
      return found === null ? exists(system, pid) : found === wanted
    },
  }
}

function exists(system: ProcessSystem, pid: number): boolean {
  try {
    system.probe(pid)
    return true
  } catch (cause) {
    return systemCode(cause) === 'EPERM'
  }
}

function startTimeOf(system: ProcessSystem, pid: number): string | null {
  try {
    return system.platform === 'linux' ? linuxStartTime(system, pid) : psStartTime(system, pid)
  } catch {
    return null
  }
}

function linuxStartTime(system: ProcessSystem, pid: number): string | null {
  // The command name (field 2) may hold blanks and parentheses: count from the last one.
  const stat = system.readText(`/proc/${pid}/stat`)
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie runs nothing any more: no start time equals this.
  if (state === 'Z' || state === 'X') return 'ended'
  const ticks = fields[18]
  return ticks === undefined ? null : `${system.readText('/proc/sys/kernel/random/boot_id').trim()}/${ticks}`
}

function psStartTime(system: ProcessSystem, pid: number): string | null {
  const started = system.ps(['-o', 'lstart=', '-p', String(pid)]).trim()
  return started === '' ? null : started
}

function hostOf(system: ProcessSystem): string {
  try {
    const namespace = system.readLink('/proc/self/ns/pid')
    return namespace === INITIAL_PID_NAMESPACE ? system.hostname : `${system.hostname}/${namespace}`
  } catch {
    return system.hostname
  }
}
