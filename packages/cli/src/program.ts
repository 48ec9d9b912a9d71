import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { EXIT } from './exit-codes.js'
import type { Host } from './host.js'
import { addReaders } from './program/readers.js'
import type { Done } from './program/registration.js'
import { addStages } from './program/stages.js'
import { addWalks } from './program/walks.js'
import { type Shell, shellOf, useColour, widthOf } from './shell.js'
import { lines, printable } from './terminal/text.js'

/**
 * Runs one command line.
 * @param words what was typed after the program's name
 * @returns the exit code; never rejects
 */
export async function runCli(words: readonly string[], host: Host): Promise<number> {
  const shell = shellOf(host)
  let code: number = EXIT.completed
  const program = createProgram(shell, (result) => {
    code = result
  })
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.completed : EXIT.usage
    // The library is loaded by the commands that need it; help and version do without.
    const [{ renderError }, { exitCodeOfError }] = await Promise.all([
      import('./render-error.js'),
      import('./exit-code-of-error.js'),
    ])
    const layout = {
      width: widthOf(shell.stderr),
      colour: useColour({ stdout: shell.stderr, env: shell.env }),
      debug: words.includes('--debug'),
    }
    shell.stderr.print(lines(renderError(error, layout)))
    return exitCodeOfError(error)
  }
}

const { version: VERSION } = createRequire(import.meta.url)('../package.json') as {
  readonly version: string
}

function createProgram(host: Shell, done: Done): Command {
  const program = new Command('cutover')
    .description('Executes an AWS account-to-account cutover, step by step, under approval.')
    .version(VERSION)
    .option('--debug', 'show stack traces')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.print(printable(text)),
      writeErr: (text) => host.stderr.print(printable(text)),
      getOutHelpWidth: () => widthOf(host.stdout),
      getErrHelpWidth: () => widthOf(host.stderr),
    })
    .showHelpAfterError('(cutover --help shows what there is)')
    .addHelpText('after', `\nExit codes: ${EXIT_HELP}`)
  addWalks(program, host, done)
  addStages(program, host, done)
  addReaders(program, host, done)
  return program
}

const EXIT_HELP = Object.entries(EXIT)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')
