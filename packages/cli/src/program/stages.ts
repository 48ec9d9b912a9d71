import { Argument, type Command } from 'commander'
import type { Shell } from '../shell.js'
import { collect, type Done, outputOption, TERRAFORM_PROFILE } from './registration.js'

/** The stages before a run. */
export function addStages(program: Command, host: Shell, done: Done): void {
  program
    .command('compile')
    .description('turn the checklists into execution-steps.json and show what is in it')
    .argument('<dir>', 'the run directory')
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('../commands/compile.js')).compile(host, directory, options)),
    )
  program
    .command('sign')
    .description('sign one checklist, with the digest of what was signed')
    .argument('<dir>', 'the run directory')
    .addArgument(new Argument('<plane>', 'which checklist').choices(['control', 'data']))
    .action(async (directory, plane) =>
      done(await (await import('../commands/sign.js')).sign(host, directory, plane)),
    )
  program
    .command('preflight')
    .description('the checks that a run begins with, alone: nothing is started, journaled or locked')
    .argument('<dir>', 'the run directory')
    .option('--source-profile <name>', 'AWS profile of the source account (MIGRATION_SOURCE_PROFILE)')
    .option('--target-profile <name>', 'AWS profile of the target account (MIGRATION_TARGET_PROFILE)')
    .option('--terraform-profile <name>', TERRAFORM_PROFILE, collect, [])
    .option('--accept-stale', 'as in a run: accept artifacts older than 14 days')
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('../commands/preflight.js')).preflight(host, directory, options)),
    )
  program
    .command('policy')
    .description('the least-privilege IAM policies that exactly this plan needs, per account and plane')
    .argument('<dir>', 'the run directory')
    .addOption(outputOption())
    .action(async (directory, options) =>
      done(await (await import('../commands/policy.js')).policy(host, directory, options)),
    )
}
