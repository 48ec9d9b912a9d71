import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { terraformProcess } from '../../src/terraform/process-runner.js'

/** A parent to be killed: applies a plan and says when terraform has begun. */
const [directory = '', planFile = ''] = process.argv.slice(2)
const runner = terraformProcess({
  runDirectory: directory,
  facts: { target: { accountId: '222222222222', region: 'us-east-1' } },
  env: process.env,
  credentials: {
    session: () => Promise.reject(new Error('no account')),
    profiles: async () => [],
    endpoints: async () => ({}),
  },
})
const io = {
  signal: new AbortController().signal,
  onOutput: (_stream: string, text: string) => void process.stdout.write(text),
}
const planSha256 = createHash('sha256').update(readFileSync(planFile)).digest('hex')
await runner.apply(planFile, io, { planSha256, filesSha256: null, needsMs: 0 })
