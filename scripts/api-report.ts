/**
 * Compares each public entry with its report in `etc/`, so that a change of what users rely on is seen and
 * reviewed. Needs `pnpm build` first.
 *
 *   pnpm api-report            fails when a report differs
 *   pnpm api-report --local    brings the reports up to date
 */
import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { extract } from './extractor.js'
import { publicEntries } from './public-entries.js'
import { repositoryPath } from './repository.js'

const { values } = parseArgs({ options: { local: { type: 'boolean', default: false } } })
const folder = repositoryPath('etc')
await mkdir(folder, { recursive: true })

for (const entry of publicEntries) {
  const apiReport = {
    enabled: true,
    reportFileName: `${entry.name}.api.md`,
    reportFolder: folder,
    reportTempFolder: repositoryPath('node_modules', '.cache', 'api-report'),
  }
  const { succeeded, reportChanged } = extract(entry, { apiReport }, values.local)
  const state = reportChanged ? (values.local ? 'updated' : 'differs') : 'as it was'
  process.stdout.write(`etc/${entry.name}.api.md: ${succeeded || reportChanged ? state : 'failed'}\n`)
  if (!succeeded) process.exitCode = 1
}
if (process.exitCode === 1)
  process.stderr.write('When the change is meant: pnpm api-report --local, and commit etc/.\n')
