import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { lstat, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processStartTime, systemProcessFacts } from '@cutover/journal'
import { sha256 } from '../../model/json.js'
import { NOTE_LIMIT_BYTES, readOwnFileSync } from '../../rundir/own-files.js'
import { parsed, recordOf } from '../json-read.js'

/** A folder outside the run directory that only its owner can open, for as long as one program runs. */
export interface PrivateFolder {
  readonly path: string
  /** The program that needs it: as long as that lives, nobody removes the folder. Synchronous, as births are. */
  usedBy(pid: number): void
  remove(): void
}

const PREFIX = 'cutover-private-'
const CHILD = 'child.json'

/** Its name tells whose it is, so that there is no instant at which it belongs to nobody. */
export async function privateFolder(): Promise<PrivateFolder> {
  const { host, pid, startTime } = systemProcessFacts()
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${short(host)}-${pid}-${short(startTime)}-`))
  return {
    path,
    usedBy(child) {
      const started = processStartTime(child)
      writeFileSync(join(path, CHILD), JSON.stringify({ pid: child, started }), { mode: 0o600, flag: 'w' })
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/**
 * Removes what a killed process left behind: its folder, unless the program that it was for still runs. Folders of
 * other users, other machines and other pid namespaces are left alone, for nothing is known of their processes.
 */
export async function removeLeftovers(): Promise<void> {
  const here = short(systemProcessFacts().host)
  const owned = new RegExp(`^${PREFIX}${here}-(\\d+)-([0-9a-f]{12})-\\w{6}$`)
  for (const name of readdirSync(tmpdir())) {
    const found = owned.exec(name)
    if (found === null || isRunning(Number(found[1]), found[2] ?? '')) continue
    const path = join(tmpdir(), name)
    const info = await lstat(path).catch(() => null)
    if (info?.isDirectory() !== true || info.uid !== process.getuid?.()) continue
    if (!isChildAlive(join(path, CHILD))) rmSync(path, { recursive: true, force: true })
  }
}

function isRunning(pid: number, started: string): boolean {
  const now = processStartTime(pid)
  return now !== null && short(now) === started
}

function isChildAlive(file: string): boolean {
  try {
    const { pid, started } = recordOf(parsed(readOwnFileSync(file, NOTE_LIMIT_BYTES).toString('utf8'))) ?? {}
    return (
      typeof pid === 'number' && typeof started === 'string' && systemProcessFacts().isAlive(pid, started)
    )
  } catch {
    return false
  }
}

function short(text: string): string {
  return sha256(text).slice(0, 12)
}
