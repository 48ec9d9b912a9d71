import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url))

/** Scripts for Node. */
export interface Programs {
  readonly cutover: string
  readonly simulator: string
}

/**
 * The command line bundled as it is published, and the simulator's process beside it: started from the
 * sources, each of the many processes of these tests would first compile them for seconds.
 * @param folder an empty folder, which has to stay as long as the programs are used
 */
export function bundledPrograms(folder: string): Programs {
  const require =
    'import{createRequire as cutoverCreateRequire}from"node:module";const require=cutoverCreateRequire(import.meta.url);'
  const entries = { cutover: 'cli/src/main.ts', simulator: 'cli/test/kill/simulator-process.ts' }
  execFileSync(
    join(WORKSPACE, 'node_modules/.bin/esbuild'),
    [
      ...Object.entries(entries).map(([name, path]) => `${name}=${join(WORKSPACE, 'packages', path)}`),
      `--outdir=${join(folder, 'dist')}`,
      '--bundle',
      '--splitting',
      '--format=esm',
      '--platform=node',
      '--target=node20',
      '--main-fields=module,main',
      '--conditions=@cutover/source,module',
      `--banner:js=${require}`,
      '--log-level=error',
    ],
    { stdio: 'inherit' },
  )
  // The version is read from the packages' own files.
  copyFileSync(join(WORKSPACE, 'packages/cli/package.json'), join(folder, 'package.json'))
  mkdirSync(join(folder, 'node_modules/@cutover'), { recursive: true })
  symlinkSync(join(WORKSPACE, 'packages/core'), join(folder, 'node_modules/@cutover/core'))
  // The HCL parser is loaded by its name, in a thread of its own.
  symlinkSync(join(WORKSPACE, 'packages/core/node_modules/@cdktn'), join(folder, 'node_modules/@cdktn'))
  return { cutover: join(folder, 'dist/cutover.js'), simulator: join(folder, 'dist/simulator.js') }
}
