/**
 * Builds every package into its `dist`: journal, core and simulator as modules with declarations and source
 * maps; the command line as one self-contained bundle. Run it with `pnpm build`.
 *
 * The order is the order of dependencies. It is written down here, not derived by the package manager, because
 * core's tests need the simulator, which makes the packages' manifests (not their sources) a circle.
 */
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { bundleCli } from './bundle-cli.js'
import { repositoryPath } from './repository.js'
import { rollUpTypes } from './roll-up-types.js'

const run = promisify(execFile)

async function emit(name: string): Promise<void> {
  await rm(repositoryPath('packages', name, 'dist'), { recursive: true, force: true })
  const project = repositoryPath('packages', name, 'tsconfig.build.json')
  const compiler = repositoryPath('node_modules', 'typescript', 'bin', 'tsc')
  try {
    await run(process.execPath, [compiler, '-p', project], { cwd: repositoryPath() })
  } catch (error) {
    throw new Error(`packages/${name} does not compile:\n${(error as { stdout: string }).stdout}`)
  }
}

/** Does one part and says how long it took, and what it has to tell. */
async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now()
  const told = await work()
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  process.stdout.write(`${what}: ${seconds} s${typeof told === 'string' ? `, ${told}` : ''}\n`)
}

try {
  for (const name of ['journal', 'core', 'simulator', 'cli']) await timed(name, () => emit(name))
  await timed('types of the command line', rollUpTypes)
  await timed('bundle of the command line', bundleCli)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
