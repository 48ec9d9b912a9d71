import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A made-up secret value in a file of its own, outside every run directory. */
export interface MadeUpSecret {
  /** The file's path; made when first asked for. */
  path(): Promise<string>
  remove(): Promise<void>
}

export function madeUpSecret(): MadeUpSecret {
  let made: Promise<{ readonly folder: string; readonly path: string }> | null = null
  return {
    async path() {
      made ??= make()
      return (await made).path
    },
    async remove() {
      if (made !== null) await rm((await made).folder, { recursive: true, force: true })
    },
  }
}

async function make() {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-rehearsal-'))
  const path = join(folder, 'value')
  await writeFile(path, `rehearsal-${randomBytes(24).toString('base64url')}`, { mode: 0o600 })
  return { folder, path }
}
