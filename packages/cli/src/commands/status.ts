import { resolve } from 'node:path'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { OutputFormat } from '../output-format.js'
import { type Shell, useColour, widthOf } from '../shell.js'
import { readStatus } from '../status/status.js'
import { statusScreen } from '../status/status-lines.js'
import { renderScreen } from '../terminal/screen.js'
import { jsonText, lines } from '../terminal/text.js'

/** How a run stands. Takes no lock: works from another terminal while the run is alive. */
export async function status(
  host: Shell,
  directory: string,
  options: { readonly output: OutputFormat },
): Promise<ExitCode> {
  const found = await readStatus(resolve(host.cwd, directory))
  if (options.output === 'json') host.stdout.print(lines([jsonText(found, 2)]))
  else {
    const layout = { width: widthOf(host.stdout), colour: useColour(host), unfolded: true }
    host.stdout.print(lines(renderScreen(statusScreen(found, host.now()), layout)))
  }
  return EXIT.completed
}
