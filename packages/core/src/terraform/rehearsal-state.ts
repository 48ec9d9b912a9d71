import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hashJson } from '../model/json.js'
import { replaceFile } from '../rundir/output-files.js'
import { NOTE_LIMIT_BYTES, readOwnFile } from '../rundir/own-files.js'
import { parsed, recordOf } from './json-read.js'
import type { ModuleResource } from './module-resources.js'

/** The rehearsal's stand-in for a Terraform state: which addresses exist, and what they were made from. */
export interface RehearsalState {
  /** Counts changes, as terraform's own does: a plan made at another serial is stale. */
  readonly serial: number
  /** Address → fingerprint of the block. No attribute values: a state is written to disk. */
  readonly resources: Readonly<Record<string, string>>
}

export interface RehearsalStateStore {
  read(): Promise<RehearsalState>
  write(state: RehearsalState): Promise<void>
}

/** @param path a file that survives the process, or null to keep the state in memory */
export function rehearsalStateStore(path: string | null): RehearsalStateStore {
  let memory: RehearsalState = { serial: 0, resources: {} }
  if (path === null)
    return {
      read: async () => memory,
      async write(state) {
        memory = state
      },
    }
  return {
    async read() {
      const text = await readOwnFile(path, NOTE_LIMIT_BYTES).then(String, () => '')
      const found = recordOf(parsed(text))
      const resources = recordOf(found?.resources)
      if (typeof found?.serial !== 'number' || resources === null) return memory
      return { serial: found.serial, resources: resources as Readonly<Record<string, string>> }
    },
    async write(state) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await replaceFile(path, `${JSON.stringify({ rehearsal: true, ...state }, null, 2)}\n`)
    },
  }
}

export function fingerprint({ type, name, attributes, expressions, blocks }: ModuleResource): string {
  return hashJson({ type, name, attributes, expressions, blocks })
}
