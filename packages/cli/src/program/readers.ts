import { type Command, Option } from 'commander'
import type { Shell } from '../shell.js'
import { type Done, outputOption } from './registration.js'

/** The commands that only read. None of them takes a run's lock. */
export function addReaders(program: Command, host: Shell, done: Done): void {
  addRunReaders(program, host, done)
  addJournal(program, host, done)
  program
    .command('actions')
    .description('what the product can execute')
    .argument('[name]', 'one action, with its parameters')
    .addOption(outputOption())
    .action(async (name, options) =>
      done((await import('../commands/actions.js')).actions(host, name, options)),
    )
  program
    .command('schema')
    .description('the JSON Schema of an input or output')
    .argument('<name>', 'for example step-inputs')
    .action(async (name) => done((await import('../commands/schema.js')).schema(host, name)))
}

const DIRECTORY = 'the run directory, or a rehearsal in it'

function addRunReaders(program: Command, host: Shell, done: Done): void {
  program
    .command('status')
    .description('how a run stands, also while it is alive')
    .argument('<dir>', DIRECTORY)
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('../commands/status.js')).status(host, directory, options)),
    )
  program
    .command('watch')
    .description('follow a run from another terminal until it has ended')
    .argument('<dir>', DIRECTORY)
    .action(async (directory) => done(await (await import('../commands/watch.js')).watch(host, directory)))
  program
    .command('report')
    .description('the report of a run, as its journal tells it now')
    .argument('<dir>', DIRECTORY)
    .addOption(
      new Option('--output <format>', 'how to print').choices(['text', 'json', 'html']).default('text'),
    )
    .action(async (directory, options) =>
      done(await (await import('../commands/report.js')).report(host, directory, options)),
    )
}

function addJournal(program: Command, host: Shell, done: Done): void {
  const journal = program.command('journal').description('look into a run’s journal')
  journal
    .command('verify')
    .description('prove the journal from its first byte to its last')
    .argument('<dir>', DIRECTORY)
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('../commands/journal.js')).verify(host, directory, options)),
    )
  journal
    .command('show')
    .description('print the entries')
    .argument('<dir>', DIRECTORY)
    .option('--step <id>', 'only those of one step')
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('../commands/journal.js')).show(host, directory, options)),
    )
}
