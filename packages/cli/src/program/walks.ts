import type { Command } from 'commander'
import type { Shell } from '../shell.js'
import { collect, type Done, positiveNumber, TERRAFORM_PROFILE, wholeNumber } from './registration.js'

/** The commands that walk. Each command's code is loaded when it is called. */
export function addWalks(program: Command, host: Shell, done: Done): void {
  program
    .command('run')
    .description('the cutover: asks before every step')
    .argument('[dir]', 'the run directory')
    .option('--run-id <id>', 'instead of a directory: the run of that id under AWS_MIGRATION_ROOT')
    .option('--source-profile <name>', 'AWS profile of the source account (MIGRATION_SOURCE_PROFILE)')
    .option('--target-profile <name>', 'AWS profile of the target account (MIGRATION_TARGET_PROFILE)')
    .option('--terraform-profile <name>', TERRAFORM_PROFILE, collect, [])
    .option('--resume', 'go on with the run that the journal tells of')
    .option('--accept-stale', 'accept artifacts older than 14 days; journaled')
    .option('--events', 'every event as a line of JSON on stderr')
    .action(async (directory, options) =>
      done(await (await import('../commands/run.js')).run(host, directory, options)),
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
      done(await (await import('../commands/rehearse.js')).rehearse(host, directory, options)),
    )
}
