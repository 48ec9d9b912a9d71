import { CUTOVER_VERSION } from '@cutover/core'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { EXIT, exitCodeOfError } from './exit-codes.js'
import { type Host, useColour, widthOf } from './host.js'
import { OUTPUT_FORMATS } from './output-format.js'
import { renderError } from './render-error.js'

/**
 * Runs one command line.
 * @param words what was typed after the program's name
 * @returns the exit code; never rejects
 */
export async function runCli(words: readonly string[], host: Host): Promise<number> {
  let code: number = EXIT.completed
  const program = createProgram(host, (result) => {
    code = result
  })
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.completed : EXIT.usage
    const layout = {
      width: widthOf(host.stderr),
      colour: useColour({ stdout: host.stderr, env: host.env }),
      debug: words.includes('--debug'),
    }
    host.stderr.write(`${renderError(error, layout).join('\n')}\n`)
    return exitCodeOfError(error)
  }
}

type Done = (code: number) => void

function createProgram(host: Host, done: Done): Command {
  const program = new Command('cutover')
    .description('Executes an AWS account-to-account cutover, step by step, under approval.')
    .version(CUTOVER_VERSION)
    .option('--debug', 'show stack traces')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
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

const outputOption = () =>
  new Option('--output <format>', 'how to print').choices([...OUTPUT_FORMATS]).default('text')

function addWalks(program: Command, host: Host, done: Done): void {
  program
    .command('run')
    .description('the cutover: asks before every step')
    .argument('[dir]', 'the run directory')
    .option('--run-id <id>', 'instead of a directory: the run of that id under AWS_MIGRATION_ROOT')
    .option('--source-profile <name>', 'AWS profile of the source account (MIGRATION_SOURCE_PROFILE)')
    .option('--target-profile <name>', 'AWS profile of the target account (MIGRATION_TARGET_PROFILE)')
    .option('--resume', 'go on with the run that the journal tells of')
    .option('--accept-stale', 'accept artifacts older than 14 days; journaled')
    .option('--events', 'every event as a line of JSON on stderr')
    .action(async (directory, options) =>
      done(await (await import('./commands/run.js')).run(host, directory, options)),
    )
  program
    .command('rehearse')
    .description('the same walk against two simulated accounts: no AWS, no credentials, no terraform')
    .argument('[dir]', 'the run directory', '.')
    .option('--unattended', 'answer every question automatically (as without a terminal)')
    .option('--seed <n>', 'makes ids and faults repeatable', wholeNumber, 1)
    .option('--time-scale <n>', 'show waiting, so many times faster than real time', positiveNumber)
    .option('--fault <rule>', 'let something go wrong: <kind>:<service>[:<Operation>[:<nth>]]', collect, [])
    .option('--events', 'every event as a line of JSON on stderr')
    .action(async (directory, options) =>
      done(await (await import('./commands/rehearse.js')).rehearse(host, directory, options)),
    )
}

function addStages(program: Command, host: Host, done: Done): void {
  program
    .command('compile')
    .description('turn the checklists into execution-steps.json and show what is in it')
    .argument('<dir>', 'the run directory')
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('./commands/compile.js')).compile(host, directory, options)),
    )
}

function addReaders(program: Command, host: Host, done: Done): void {
  program
    .command('status')
    .description('how a run stands, also while it is alive')
    .argument('<dir>', 'the run directory, or a rehearsal in it')
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('./commands/status.js')).status(host, directory, options)),
    )
  program
    .command('report')
    .description('the report of a run, as its journal tells it now')
    .argument('<dir>', 'the run directory, or a rehearsal in it')
    .addOption(
      new Option('--output <format>', 'how to print').choices(['text', 'json', 'html']).default('text'),
    )
    .action(async (directory, options) =>
      done(await (await import('./commands/report.js')).report(host, directory, options)),
    )
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

function positiveNumber(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number above 0.')
  return value
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}
