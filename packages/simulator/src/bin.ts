#!/usr/bin/env node
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { readOptions, usage } from './bin-options.js'
import { scaledClock } from './kernel/clock.js'
import type { WorldState } from './kernel/world.js'
import { createSimulator } from './simulator.js'

/**
 * The simulator as a process of its own, which outlives a killed executor. Prints one line of JSON with its
 * endpoint when it is ready; SIGTERM and SIGINT end it and write the state file.
 */
async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  const now = () => Date.now()
  const simulator = createSimulator({
    seed: options.seed,
    clock: scaledClock(options.startMs ?? now(), options.timeScale, now),
    durationScale: options.durationScale,
    enforceIam: options.enforceIam,
    delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms / Math.max(options.timeScale, 1e-9))),
  })
  const { stateFile } = options
  if (stateFile !== undefined && existsSync(stateFile)) {
    simulator.restore(deserialize(readFileSync(stateFile)) as WorldState)
  }
  for (const account of options.accounts) simulator.addAccount(account)
  const listening = await simulator.listen(options.port)
  process.stdout.write(`${JSON.stringify({ endpoint: listening.endpoint, pid: process.pid })}\n`)
  const end = () => {
    if (stateFile !== undefined) {
      writeFileSync(`${stateFile}.new`, serialize(simulator.world), { mode: 0o600 })
      renameSync(`${stateFile}.new`, stateFile)
    }
    void listening.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`)
  process.exit(2)
})
