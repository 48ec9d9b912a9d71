import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../../src/model/json.js'
import { writeSignature } from '../../src/rundir/write-sign-off.js'

const VALID = fileURLToPath(new URL('../../../../examples/minimal', import.meta.url))

/** Just after the example was captured and signed: it never goes stale. */
export const CAPTURED_MS = Date.parse('2026-10-12T09:00:00Z')
export const SOURCE = '111111111111'
export const TARGET = '222222222222'

export type JsonDocument = { [key: string]: unknown }

/** A throw-away copy of the five-step example, to break. */
export class RunCopy {
  private constructor(readonly path: string) {}

  static async create(): Promise<RunCopy> {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'cutover-run-')))
    await cp(VALID, path, { recursive: true, filter: (from) => !from.includes('/rehearsals') })
    return new RunCopy(path)
  }

  async dispose(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }

  async text(file: string): Promise<string> {
    return await readFile(join(this.path, file), 'utf8')
  }

  async write(file: string, content: string): Promise<void> {
    await writeFile(join(this.path, file), content)
  }

  async edit(file: string, change: (text: string) => string): Promise<void> {
    await this.write(file, change(await this.text(file)))
  }

  async editJson(file: string, change: (document: JsonDocument) => void): Promise<void> {
    const document = JSON.parse(await this.text(file)) as JsonDocument
    change(document)
    await this.write(file, JSON.stringify(document, null, 2))
  }

  async setMetadata(file: string, values: JsonDocument): Promise<void> {
    await this.editJson(file, (document) => Object.assign(document.metadata as object, values))
  }

  async remove(file: string): Promise<void> {
    await rm(join(this.path, file), { recursive: true })
  }

  async link(file: string, target: string): Promise<void> {
    await rm(join(this.path, file), { force: true })
    await symlink(target, join(this.path, file))
  }

  /** Signs a checklist as it is now. */
  async sign(plane: 'control' | 'data', date = '2026-10-12'): Promise<void> {
    const base = `cutover-checklist-${plane}-plane`
    const digest = sha256(await this.text(`${base}.json`))
    await this.edit(`${base}.md`, (text) =>
      writeSignature(text, { name: 'Ines Duarte', date, sha256: digest }),
    )
  }
}

/** Runs something on a fresh copy. */
export async function withRunCopy<T>(use: (copy: RunCopy) => Promise<T>): Promise<T> {
  const copy = await RunCopy.create()
  try {
    return await use(copy)
  } finally {
    await copy.dispose()
  }
}
