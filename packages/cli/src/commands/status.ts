import { resolve } from 'node:path'
import { EXIT, type ExitCode } from '../exit-codes.js'
import { type Host, useColour, widthOf } from '../host.js'
import type { OutputFormat } from '../output-format.js'
import { readStatus } from '../status/status.js'
import { statusScreen } from '../status/status-lines.js'
import { renderScreen } from '../terminal/screen.js'

/** How a run stands. Takes no lock: works from another terminal while the run is alive. */
export async function status(
  host: Host,
  directory: string,
  options: { readonly output: OutputFormat },
): Promise<ExitCode> {
  const found = await readStatus(resolve(host.cwd, directory))
  if (options.output === 'json') host.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else {
    const layout = { width: widthOf(host.stdout), colour: useColour(host), unfolded: true }
    host.stdout.write(`${renderScreen(statusScreen(found, host.now()), layout).join('\n')}\n`)
  }
  return EXIT.completed
}
