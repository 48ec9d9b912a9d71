import { chmodSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { acquireLock, systemProcessFacts } from '@cutover/journal'
import { operate } from '../kill/operator.js'
import { type RunCopy, SOURCE } from '../kill/run-copy.js'
import type { RunDirectory, Stage } from '../kill/stage.js'

/** One way in which a run cannot begin, as its operator meets it. */
export interface BadRun {
  readonly name: string
  /** Breaks the run directory, or what is around it. */
  readonly arrange?: (copy: RunCopy, stage: Stage, run: RunDirectory) => Promise<void> | void
  /** Options beside the directory. */
  readonly options?: readonly string[]
  /** Another directory than the copy itself. */
  readonly directory?: (copy: RunCopy) => string
  /** Put before the command. */
  readonly under?: readonly string[]
  readonly terminal?: 'none'
  readonly exitCode: number
  /** What, where and why: parts of the text, line breaks aside. */
  readonly says: readonly string[]
  /** What to type or do next: a part of it. */
  readonly next: string
  readonly leaves: 'nothing' | 'one failed pre-flight'
}

const CONTROL = 'cutover-checklist-control-plane'
const DATA = 'cutover-checklist-data-plane'
const DATABASES = 'arn:aws:rds:us-east-1:111111111111:db:'
const DAY_MS = 24 * 3600 * 1000

const signature = (line: string) => (copy: RunCopy) =>
  copy.edit(`${CONTROL}.md`, (text) => text.replace(/^APPROVED BY: .*$/m, line))

/** Changes a checklist and signs it as changed. */
const checklist = (base: string, from: string | RegExp, to: string) => (copy: RunCopy) => {
  copy.edit(`${base}.json`, (text) => text.replace(from, to))
  copy.sign()
}

const FILES: readonly BadRun[] = [
  {
    name: 'a missing file',
    arrange: (copy) => rmSync(join(copy.path, 'migration-plan.json')),
    exitCode: 3,
    says: ['Input files parse and validate: migration-plan.json: the file is missing.'],
    next: 'copy it into the run directory',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'bad JSON',
    arrange: (copy) => copy.write('dependency-graph.json', '{\n  "metadata": {},\n  edges: []\n}\n'),
    exitCode: 3,
    says: ['dependency-graph.json: not valid JSON at line 3, column 3', 'double quotes is expected'],
    next: 'Correct the file',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'a schema violation',
    arrange: (copy) => copy.edit('migration-plan.json', (text) => text.replace('"medium"', '"middling"')),
    exitCode: 3,
    says: [
      'migration-plan.json /phases/1/steps/0/risk: expected one of low, medium, high; found the text "middling" (item s-1)',
    ],
    next: 'Correct the file',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'an unreadable folder',
    arrange: (copy) => chmodSync(copy.path, 0o000),
    // The superuser reads everything, unless it gives that up.
    under: process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [],
    exitCode: 3,
    says: ['it cannot be read', 'permission'],
    next: 'make it readable to you',
    leaves: 'nothing',
  },
  {
    name: 'a folder that is not there',
    directory: (copy) => join(copy.path, 'no-such-run'),
    exitCode: 3,
    says: ['no-such-run: there is no such run directory.'],
    next: 'Check the path',
    leaves: 'nothing',
  },
  {
    name: 'a folder that is a link to itself',
    directory: (copy) => join(copy.path, 'loop'),
    arrange: (copy) => symlinkSync('loop', join(copy.path, 'loop')),
    exitCode: 3,
    says: ['/loop: it cannot be read'],
    next: 'Name the folder that holds the checklists',
    leaves: 'nothing',
  },
]

const SIGN_OFFS: readonly BadRun[] = [
  {
    name: 'an unsigned checklist',
    arrange: signature('Not yet read by anyone.'),
    exitCode: 3,
    says: [`Both checklists are signed: ${CONTROL}.md: the checklist is not signed`],
    next: 'APPROVED BY: <your name> ON: <YYYY-MM-DD>',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'a quoted signature',
    arrange: signature('> APPROVED BY: Ines Duarte ON: 2026-10-12'),
    exitCode: 3,
    says: ['line 5 reads `> APPROVED BY: Ines Duarte ON: 2026-10-12`', 'inside a quotation'],
    next: 'at the first column',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'an unfilled signature',
    arrange: signature('APPROVED BY: ____________ ON: 2026-10-12'),
    exitCode: 3,
    says: ['line 5', 'the name is not filled in'],
    next: 'APPROVED BY: <your name>',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'a signature from the future',
    arrange: signature('APPROVED BY: Ines Duarte ON: 2999-01-01'),
    exitCode: 3,
    says: ['the signature of Ines Duarte on line 5 is dated 2999-01-01, which is in the future.'],
    next: 'Read the checklist',
    leaves: 'one failed pre-flight',
  },
]

const RULES: readonly BadRun[] = [
  {
    name: 'equal accounts',
    arrange: (copy) => {
      for (const file of ['migration-plan', 'data-migration-plan', CONTROL, DATA])
        copy.setMetadata(`${file}.json`, { target_account_id: SOURCE })
      copy.sign()
    },
    exitCode: 3,
    says: ['Artifacts agree on accounts and run', `source and target are the same account, ${SOURCE}.`],
    next: 'A cutover needs two accounts',
    leaves: 'nothing',
  },
  {
    name: 'a run_id mismatch',
    arrange: (copy) => copy.setMetadata('dependency-graph.json', { run_id: 'archive-2026-09' }),
    exitCode: 3,
    says: [
      `dependency-graph.json /metadata/run_id: the run id is archive-2026-09, but ${CONTROL}.json says archive-2026-10.`,
    ],
    next: 'come from the same planning run',
    leaves: 'nothing',
  },
  {
    name: 'a stale artifact',
    arrange: (copy) =>
      copy.setMetadata('resource-ownership.json', {
        captured_at: new Date(Date.now() - 20 * DAY_MS - 3600_000).toISOString(),
      }),
    exitCode: 3,
    says: ['resource-ownership.json /metadata/captured_at', '20 days ago; the limit is 14 days.'],
    next: '--accept-stale',
    leaves: 'one failed pre-flight',
  },
]

const PLANS: readonly BadRun[] = [
  {
    name: 'an unknown module',
    arrange: checklist(CONTROL, '"terraform_module": "globals"', '"terraform_module": "networking"'),
    exitCode: 3,
    says: [
      '"cp-1" in control-plane phase 0 (Globals) applies module "networking"',
      'Known modules: globals.',
    ],
    next: 'checklist',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'an unresolved placeholder',
    arrange: checklist(DATA, /--db-snapshot-identifier archive-db-final/, '--db-snapshot-identifier <snap>'),
    exitCode: 8,
    says: ['dp-1: snapshot-share needs snapshot_identifier'],
    next: 'step-inputs.json',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'a cyclic requirement',
    arrange: (copy) => {
      const [first, second] = ['archive-db', 'archive-logs'].map((name) => `${DATABASES}${name}`)
      copy.editJson(`${DATA}.json`, ({ phases }) => {
        const [phase] = phases as { during_cutover: object[] }[]
        const [item] = phase?.during_cutover ?? []
        const copying = { ...item, operation_type: 'snapshot-restore' }
        phase?.during_cutover.splice(0, 1, copying, { ...copying, id: 'dp-9', datastore_arn: second })
      })
      copy.editJson('data-migration-plan.json', (plan) => {
        const [db, ...more] = plan.datastores as object[]
        plan.datastores = [
          { ...db, depends_on: [second] },
          { ...db, resource_arn: second, name: 'archive-logs', depends_on: [first] },
          ...more,
        ]
      })
      copy.editJson('step-inputs.json', (inputs) => Object.assign(inputs, { 'dp-9': inputs['dp-1'] }))
      copy.sign()
    },
    exitCode: 3,
    says: [
      'The steps require each other in a circle',
      '"dp-1" (snapshot-restore) → "dp-9" (snapshot-restore)',
    ],
    next: 'checklist',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'an unknown freeze step',
    arrange: checklist(DATA, '"begins_at_step_id": "dp-2"', '"begins_at_step_id": "dp-22"'),
    exitCode: 3,
    says: [
      'The freeze window of arn:aws:s3:::archive-invoices begins at "dp-22", but the data-plane checklist has no such item or step.',
    ],
    next: 'have the checklists signed again',
    leaves: 'one failed pre-flight',
  },
]

const SURROUNDINGS: readonly BadRun[] = [
  {
    name: 'swapped profiles',
    options: ['--source-profile', 'new-prod', '--target-profile', 'legacy'],
    exitCode: 3,
    says: ['The profiles look swapped: the source profile "new-prod" leads to the target account'],
    next: 'Swap them: --source-profile legacy --target-profile new-prod',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'a profile that is missing',
    options: ['--target-profile', 'new-prd'],
    exitCode: 6,
    says: ['There is no AWS profile named new-prd', 'It has: legacy, new-prod.'],
    next: 'aws configure sso --profile new-prd',
    leaves: 'one failed pre-flight',
  },
  {
    name: 'no profile at all',
    options: ['--source-profile', ''],
    exitCode: 2,
    says: ['Not given: the source profile (--source-profile or MIGRATION_SOURCE_PROFILE).'],
    next: '--source-profile <name>',
    leaves: 'nothing',
  },
  {
    name: 'no terminal',
    terminal: 'none',
    exitCode: 2,
    says: ['there is no terminal to ask at. Nothing was started.'],
    next: 'call runCutover()',
    leaves: 'nothing',
  },
  {
    name: 'a live lock',
    async arrange(copy) {
      await acquireLock({
        path: join(copy.path, 'RUNNING.lock'),
        command: 'cutover run archive',
        operator: 'grace',
        now: Date.now,
        resume: false,
        process: systemProcessFacts(),
      })
    },
    exitCode: 7,
    says: ['This run is in progress', `pid ${process.pid}`, 'operator grace', 'command: cutover run archive'],
    next: 'cutover watch /',
    leaves: 'nothing',
  },
  {
    name: 'a journal without --resume',
    async arrange(copy, stage) {
      const pane = await stage.run(copy.path)
      await operate(pane, (question) => question.message.startsWith('What do you decide?'))
      await pane.press('C-c')
      await pane.ended()
    },
    exitCode: 3,
    says: ['This run directory already holds the journal of a run', 'entries, halted)'],
    next: '--resume',
    leaves: 'nothing',
  },
]

export const BAD_RUNS: readonly BadRun[] = [...FILES, ...SIGN_OFFS, ...RULES, ...PLANS, ...SURROUNDINGS]
