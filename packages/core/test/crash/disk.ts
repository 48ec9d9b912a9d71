import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OUTPUT_FILES } from '../../src/rundir/files.js'

/** What was on disk at one instant: the journal by its length (its bytes never change), the rest by content. */
export interface SavedDisk {
  readonly journalBytes: number | null
  readonly files: ReadonlyMap<string, Buffer>
}

/**
 * The files that runs leave in a folder, beside the inputs that were there before. Step logs are left out:
 * nothing ever reads them back.
 */
export class RunDisk {
  private readonly inputs: ReadonlySet<string>
  private readonly cache = new Map<string, { readonly version: string; readonly bytes: Buffer }>()

  constructor(private readonly root: string) {
    this.inputs = new Set(readdirSync(root))
  }

  get journalPath(): string {
    return join(this.root, OUTPUT_FILES.journal)
  }

  save(): SavedDisk {
    const files = new Map<string, Buffer>()
    for (const name of this.outputs()) if (name !== OUTPUT_FILES.journal) files.set(name, this.read(name))
    return { journalBytes: statSync(this.journalPath, { throwIfNoEntry: false })?.size ?? null, files }
  }

  /** @param journal the bytes of which the saved journal is a beginning */
  restore(saved: SavedDisk, journal: Uint8Array): void {
    for (const name of readdirSync(this.root)) {
      // A process that was abandoned may still be handing log lines to the system: that folder stays.
      if (!this.inputs.has(name) && name !== OUTPUT_FILES.stepFolder)
        rmSync(join(this.root, name), { recursive: true, force: true })
    }
    for (const name of this.outputs()) if (!saved.files.has(name)) rmSync(join(this.root, name))
    for (const [name, bytes] of saved.files) {
      mkdirSync(dirname(join(this.root, name)), { recursive: true })
      writeFileSync(join(this.root, name), bytes, { mode: 0o600 })
    }
    if (saved.journalBytes !== null)
      writeFileSync(this.journalPath, journal.subarray(0, saved.journalBytes), { mode: 0o600 })
  }

  /** A file's text as it is now; null when there is none. */
  text(name: string): string | null {
    return this.outputs().includes(name) ? this.read(name).toString('utf8') : null
  }

  private outputs(): readonly string[] {
    return readdirSync(this.root).flatMap((name) => {
      if (this.inputs.has(name)) return []
      if (name !== OUTPUT_FILES.stepFolder) return [name]
      return readdirSync(join(this.root, name))
        .filter((file) => !file.endsWith('.log'))
        .map((file) => join(name, file))
    })
  }

  private read(name: string): Buffer {
    const path = join(this.root, name)
    const { mtimeNs, size, ino } = statSync(path, { bigint: true })
    const version = `${ino}/${mtimeNs}/${size}`
    const known = this.cache.get(name)
    if (known?.version === version) return known.bytes
    const bytes = readFileSync(path)
    this.cache.set(name, { version, bytes })
    return bytes
  }
}
