import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A made-up secret in a file of its owner's alone, outside of every run directory. */
export async function secretFile(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-secret-'))
  const path = join(folder, 'value')
  await writeFile(path, 'made up', { mode: 0o600 })
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}
