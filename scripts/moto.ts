/**
 * `cutover run` by hand, against moto and real terraform: two seeded accounts behind two profiles, the orders
 * platform as a fresh run directory, and a terminal in which the run waits for its first answer.
 *
 *   pnpm moto
 */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SOURCE, TARGET } from '../packages/cli/test/moto/seed-accounts.js'
import { openStage } from '../packages/cli/test/moto/stage.js'

process.stdout.write('Starting moto and seeding two accounts …\n')
const stage = await openStage()
try {
  const secret = join(stage.folder, 'value-of-a-secret')
  writeFileSync(secret, 'any value\n', { mode: 0o600 })
  await stage.tmux.open(stage.command)
  process.stdout.write(`
Answer the run in another terminal (Ctrl-b d leaves it, Ctrl-b c opens a shell beside it):
  tmux -S ${join(stage.folder, 'tmux.socket')} attach

Run directory      ${stage.directory}
A secret's value   ${secret}
In that shell      aws s3 ls --profile ${TARGET.profile}    (the source is ${SOURCE.profile})

Moto finds no snapshot of another account: skip the two copies, and their restores are blocked.
Ctrl-C here ends moto and removes everything.
`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
} finally {
  await stage.stop()
}
