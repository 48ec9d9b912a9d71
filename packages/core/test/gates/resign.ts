import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../src/model/json.js'
import { writeSignature } from '../../src/rundir/write-sign-off.js'

/**
 * Changes the data-plane checklist and signs it again: what somebody does who made two people sign something
 * hostile. Paths are of a run directory.
 */
export async function resignedChecklist(
  directory: string,
  change: (text: string) => string,
  plane: 'data' | 'control' = 'data',
): Promise<void> {
  const json = join(directory, `cutover-checklist-${plane}-plane.json`)
  const markdown = join(directory, `cutover-checklist-${plane}-plane.md`)
  const text = change(await readFile(json, 'utf8'))
  await writeFile(json, text)
  const signature = { name: 'Ines Duarte', date: '2026-10-12', sha256: sha256(text) }
  await writeFile(markdown, writeSignature(await readFile(markdown, 'utf8'), signature))
}
