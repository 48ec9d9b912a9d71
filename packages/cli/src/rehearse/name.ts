import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createFolder, OUTPUT_FILES } from '@cutover/core'

/** Makes `<dir>/rehearsals/<moment>`: a folder that no other rehearsal has. */
export async function newRehearsalDirectory(directory: string, nowMs: number): Promise<string> {
  const base = join(directory, OUTPUT_FILES.rehearsals)
  await createFolder(base)
  const moment = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')
  for (let attempt = 1; ; attempt += 1) {
    const path = join(base, attempt === 1 ? moment : `${moment}-${attempt}`)
    try {
      await mkdir(path, { mode: 0o700 })
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
