import { rm } from 'node:fs/promises'
import { extract } from './extractor.js'
import { publicEntries } from './public-entries.js'
import { repositoryPath } from './repository.js'

/**
 * Gives the command line's package one declaration file. Its bundle has no dependencies, so its types may have
 * none either: the declarations that its entry does not reach, and what they import, are left out.
 */
export async function rollUpTypes(): Promise<void> {
  const rolled = publicEntries.find(({ name }) => name === 'cli')
  if (rolled === undefined) throw new Error('no public entry is called cli')
  const dist = repositoryPath('packages', rolled.package, 'dist')
  const entry = { ...rolled, declarations: `packages/${rolled.package}/dist/declarations/index.d.ts` }
  const what = { dtsRollup: { enabled: true, untrimmedFilePath: `${dist}/index.d.ts` } }
  if (!extract(entry, what, true).succeeded) throw new Error('its declarations cannot be rolled up')
  await rm(`${dist}/declarations`, { recursive: true })
}
