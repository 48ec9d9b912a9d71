import { terraformProcess } from '../../src/terraform/process-runner.js'

/** A parent to be killed: applies a plan and says when terraform has begun. */
const [directory = '', planFile = ''] = process.argv.slice(2)
const runner = terraformProcess({
  runDirectory: directory,
  profiles: { target: 'target' },
  facts: { target: { accountId: '222222222222', region: 'us-east-1' } },
  env: process.env,
})
await runner.apply(planFile, {
  signal: new AbortController().signal,
  onOutput: (_stream, text) => process.stdout.write(text),
})
