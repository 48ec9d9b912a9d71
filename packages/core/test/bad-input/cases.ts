import type { ErrorCode } from '../../src/model/errors.js'
import type { PreflightCheck } from '../../src/preflight/report.js'
import type { PreflightDeps } from '../../src/preflight/run-preflight.js'
import { awsError, FakeAws, fakeTerraform, identity } from '../preflight/fakes.js'
import { CAPTURED_MS, type RunCopy, SOURCE, TARGET } from './run-copy.js'

/** One way in which a run directory or its surroundings can be broken, and exactly what is said about it. */
export interface BadInput {
  readonly name: string
  readonly break: (copy: RunCopy) => Promise<Partial<PreflightDeps> | undefined>
  readonly check: PreflightCheck
  readonly code: ErrorCode
  /** Parts of the message and details, in any order. */
  readonly says: readonly string[]
  /** A part of the next step. */
  readonly next: string
}

const CONTROL = 'cutover-checklist-control-plane'
const DATA = 'cutover-checklist-data-plane'
const SIGNED = /^APPROVED BY: .*$/m

const signature = (line: string) => async (copy: RunCopy) => {
  await copy.edit(`${CONTROL}.md`, (text) => text.replace(SIGNED, line))
  return undefined
}

const aws = (change: (fake: FakeAws) => void) => async () => {
  const fake = new FakeAws()
  change(fake)
  return { aws: fake }
}

const INPUT_CASES: readonly BadInput[] = [
  {
    name: 'a missing artifact',
    break: async (copy) => void (await copy.remove('migration-plan.json')),
    check: 'inputs',
    code: 'input/missing-file',
    says: ['migration-plan.json: the file is missing.'],
    next: 'copy it into the run directory',
  },
  {
    name: 'a missing markdown checklist',
    break: async (copy) => void (await copy.remove(`${DATA}.md`)),
    check: 'inputs',
    code: 'input/missing-file',
    says: [`${DATA}.md: the file is missing.`],
    next: 'copy it into the run directory',
  },
  {
    name: 'a missing terraform folder',
    break: async (copy) => void (await copy.remove('terraform')),
    check: 'inputs',
    code: 'input/missing-file',
    says: ['terraform/root: the folder is missing.'],
    next: 'its root module has to be terraform/root',
  },
  {
    name: 'a run directory that does not exist',
    break: async (copy) => ({ directory: `${copy.path}/no-such-run` }),
    check: 'inputs',
    code: 'input/missing-file',
    says: ['no-such-run: there is no such run directory.'],
    next: '--run-id',
  },
  {
    name: 'a run directory that is a file',
    break: async (copy) => ({ directory: `${copy.path}/README.md` }),
    check: 'inputs',
    code: 'input/unreadable',
    says: ['README.md: it is not a folder.'],
    next: 'Name the folder that holds the checklists',
  },
  {
    name: 'a folder where an artifact should be',
    break: async (copy) => {
      await copy.remove('hardcoded-values.json')
      await copy.link('hardcoded-values.json', 'terraform')
      return undefined
    },
    check: 'inputs',
    code: 'input/unreadable',
    says: [
      'hardcoded-values.json: refused: it is a folder, and only a regular file of at most 64 MiB is opened.',
    ],
    next: 'Copy the file itself into the run directory.',
  },
  {
    name: 'an artifact that is a symbolic link out of the run directory',
    break: async (copy) => void (await copy.link('resource-ownership.json', '/etc/hostname')),
    check: 'inputs',
    code: 'input/unreadable',
    says: ['resource-ownership.json: refused: it is a symbolic link that leaves the run directory.'],
    next: 'Copy the file itself',
  },
  {
    name: 'an artifact that is not JSON',
    break: async (copy) =>
      void (await copy.write('dependency-graph.json', '{\n  "metadata": {},\n  edges: []\n}\n')),
    check: 'inputs',
    code: 'input/not-json',
    says: [
      'dependency-graph.json: not valid JSON at line 3, column 3',
      'a member\'s name in double quotes is expected, but "edges" stands here',
      '  edges: []',
      '  ^',
    ],
    next: 'Correct the file',
  },
  {
    name: 'a checklist in which one member stands twice',
    break: async (copy) =>
      void (await copy.edit(`${DATA}.json`, (text) => text.replace('{', '{ "phases": [],'))),
    check: 'inputs',
    code: 'input/not-json',
    says: [`${DATA}.json: not valid JSON`, '"phases" stands twice in the same object'],
    next: 'Correct the file',
  },
  {
    name: 'an artifact that violates its schema in several places',
    break: async (copy) =>
      void (await copy.editJson('migration-plan.json', (plan) => {
        Object.assign(plan.metadata as object, { source_account_id: 111111111111 })
        const phases = plan.phases as { rollback?: unknown; name: string }[]
        const [first] = phases
        if (first) first.name = 'Network'
        delete phases[1]?.rollback
        phases.pop()
      })),
    check: 'inputs',
    code: 'input/schema',
    says: [
      'migration-plan.json /metadata/source_account_id: expected text; found the number 111111111111.',
      'migration-plan.json /phases: expected a list of exactly 6 entries; found a list of 5 entries.',
      'migration-plan.json /phases/0/name: expected one of Networking, Storage, Databases, Applications, DNS Cutover, Validation; found the text "Network".',
      'migration-plan.json /phases/1: expected an object with "rollback"; found an object without it.',
    ],
    next: 'Correct the file',
  },
  {
    name: 'an unknown operation, named with its item',
    break: async (copy) =>
      void (await copy.edit(`${DATA}.json`, (text) => text.replace('"snapshot-share"', '"snapshot-shar"'))),
    check: 'inputs',
    code: 'input/schema',
    says: [
      `${DATA}.json /phases/0/during_cutover/0/operation_type: expected one of snapshot-share, kms-grant`,
      'found the text "snapshot-shar" (item dp-1).',
    ],
    next: 'Correct the file',
  },
  {
    name: 'step inputs of the wrong shape',
    break: async (copy) => void (await copy.write('step-inputs.json', '{ "dp-1": "archive-db" }')),
    check: 'inputs',
    code: 'input/schema',
    says: ['step-inputs.json /dp-1: expected an object; found the text "archive-db".'],
    next: 'Correct the file',
  },
]

const SIGN_OFF_CASES: readonly BadInput[] = [
  {
    name: 'an unsigned checklist',
    break: signature('Not yet read by anyone.'),
    check: 'sign-offs',
    code: 'input/signature',
    says: [`${CONTROL}.md: the checklist is not signed: none of the first 50 lines is a signature.`],
    next: 'APPROVED BY: <your name> ON: <YYYY-MM-DD>',
  },
  {
    name: 'a quoted signature',
    break: signature('> APPROVED BY: Ines Duarte ON: 2026-10-12'),
    check: 'sign-offs',
    code: 'input/signature',
    says: ['line 5 reads `> APPROVED BY: Ines Duarte ON: 2026-10-12`', 'inside a quotation'],
    next: 'at the first column',
  },
  {
    name: 'an unfilled signature',
    break: signature('APPROVED BY: ____________ ON: 2026-10-12'),
    check: 'sign-offs',
    code: 'input/signature',
    says: ['line 5', 'the name is not filled in'],
    next: 'APPROVED BY: <your name>',
  },
  {
    name: 'a signature from the future',
    break: signature('APPROVED BY: Ines Duarte ON: 2099-01-01'),
    check: 'sign-offs',
    code: 'input/signature',
    says: ['the signature of Ines Duarte on line 5 is dated 2099-01-01, which is in the future.'],
    next: 'Read the checklist',
  },
  {
    name: 'a signature on a day that does not exist',
    break: signature('APPROVED BY: Ines Duarte ON: 2026-02-30'),
    check: 'sign-offs',
    code: 'input/signature',
    says: ['there is no day 2026-02-30'],
    next: 'YYYY-MM-DD',
  },
  {
    name: 'a checklist that was changed after it was signed',
    break: async (copy) =>
      void (await copy.edit(`${CONTROL}.json`, (text) => text.replace('invoices', 'all invoices'))),
    check: 'sign-offs',
    code: 'input/digest',
    says: [`${CONTROL}.md: ${CONTROL}.json is not the file that Ines Duarte signed`, '(line 6), found'],
    next: 'cutover sign',
  },
  {
    name: 'a digest that cannot be read',
    break: async (copy) =>
      void (await copy.edit(`${DATA}.md`, (text) =>
        text.replace(/^CHECKLIST SHA-256: .*$/m, 'CHECKLIST SHA-256: 1b1e'),
      )),
    check: 'sign-offs',
    code: 'input/digest',
    says: ['has to read "CHECKLIST SHA-256: " and 64 hexadecimal digits'],
    next: 'cutover sign',
  },
]

const RULE_CASES: readonly BadInput[] = [
  {
    name: 'a stale artifact',
    break: async (copy) =>
      void (await copy.setMetadata('resource-ownership.json', { captured_at: '2026-09-01T00:00:00Z' })),
    check: 'freshness',
    code: 'input/stale',
    says: ['resource-ownership.json /metadata/captured_at: captured at 2026-09-01T00:00:00Z, 41 days ago'],
    next: '--accept-stale',
  },
  {
    name: 'artifacts of two runs',
    break: async (copy) =>
      void (await copy.setMetadata('dependency-graph.json', { run_id: 'archive-2026-09' })),
    check: 'accounts',
    code: 'input/run-id',
    says: [
      `dependency-graph.json /metadata/run_id: the run id is archive-2026-09, but ${CONTROL}.json says archive-2026-10.`,
    ],
    next: 'same planning run',
  },
  {
    name: 'an artifact of another account',
    break: async (copy) =>
      void (await copy.setMetadata('data-migration-plan.json', { target_account_id: '333333333333' })),
    check: 'accounts',
    code: 'input/accounts',
    says: [
      `data-migration-plan.json /metadata/target_account_id: the target account is 333333333333, but ${CONTROL}.json says ${TARGET}.`,
    ],
    next: 'same planning run',
  },
  {
    name: 'an artifact made with swapped profiles',
    break: async (copy) =>
      void (await copy.setMetadata('migration-plan.json', {
        source_account_id: TARGET,
        target_account_id: SOURCE,
      })),
    check: 'accounts',
    code: 'input/accounts',
    says: ['The accounts look swapped in this file.'],
    next: 'same planning run',
  },
  {
    name: 'one account as source and target',
    break: async (copy) => {
      for (const file of ['migration-plan', 'data-migration-plan', CONTROL, DATA])
        await copy.setMetadata(`${file}.json`, { target_account_id: SOURCE })
      await copy.sign('control')
      await copy.sign('data')
      return undefined
    },
    check: 'accounts',
    code: 'input/accounts',
    says: [`source and target are the same account, ${SOURCE}.`],
    next: 'two accounts',
  },
]

const role = (accountId: string, arn: string) => identity(accountId, { arn })

const ENVIRONMENT_CASES: readonly BadInput[] = [
  {
    name: 'swapped profiles',
    break: aws((fake) => {
      fake.identities.source = identity(TARGET)
      fake.identities.target = identity(SOURCE)
    }),
    check: 'profiles',
    code: 'credentials/wrong-account',
    says: ['The profiles look swapped', `"old-prod" leads to the target account ${TARGET}`],
    next: '--source-profile new-prod --target-profile old-prod',
  },
  {
    name: 'two profiles of one account',
    break: aws((fake) => {
      fake.identities.target = identity(SOURCE)
    }),
    check: 'profiles',
    code: 'credentials/wrong-account',
    says: [`Both profiles ("old-prod" and "new-prod") lead to the same account, ${SOURCE}.`],
    next: 'two profiles of two accounts',
  },
  {
    name: 'a profile of a third account',
    break: aws((fake) => {
      fake.identities.target = identity('333333333333')
    }),
    check: 'profiles',
    code: 'credentials/wrong-account',
    says: [
      `The target profile "new-prod" leads to account 333333333333, but the artifacts' target account is ${TARGET}.`,
    ],
    next: 'aws sts get-caller-identity',
  },
  {
    name: 'an expired session',
    break: aws((fake) => {
      fake.identities.target = awsError(
        'ExpiredTokenException',
        'The security token included in the request is expired',
      )
    }),
    check: 'profiles',
    code: 'credentials/expired',
    says: ['The target profile "new-prod" does not authenticate', 'is expired'],
    next: 'aws sso login --profile new-prod',
  },
  {
    name: 'a root user',
    break: aws((fake) => {
      fake.identities.target = role(TARGET, `arn:aws:iam::${TARGET}:root`)
    }),
    check: 'profiles',
    code: 'preflight/failed',
    says: ['is the root user of account', 'a cutover is never run as root'],
    next: 'Use profiles of roles or users that have the policies of the cutover',
  },
  {
    name: 'a missing permission',
    break: aws((fake) => {
      fake.iam.target.statements = [
        { effect: 'Allow', actions: ['s3:CreateBucket'], resource: 'arn:aws:s3:::other' },
      ]
    }),
    check: 'permissions',
    code: 'preflight/failed',
    says: [
      '1 of 1 needed permissions are missing',
      'target: s3:CreateBucket on arn:aws:s3:::invoices: no attached policy allows it',
    ],
    next: 'target-cutover-control-plane',
  },
  {
    name: 'a principal that may not simulate',
    break: aws((fake) => {
      fake.iam.target.refuse = 'iam:SimulatePrincipalPolicy'
    }),
    check: 'permissions',
    code: 'preflight/failed',
    says: ['may not call iam:SimulatePrincipalPolicy'],
    next: 'Allow iam:SimulatePrincipalPolicy',
  },
  {
    name: 'a terraform root that does not validate',
    break: async () => ({ terraform: fakeTerraform(['main.tf line 3: Unsupported argument']) }),
    check: 'terraform',
    code: 'terraform/failed',
    says: ['main.tf line 3: Unsupported argument'],
    next: 'terraform -chdir=terraform/root validate',
  },
  {
    name: 'a clock that is ten minutes slow',
    break: aws((fake) => {
      fake.identities.source = identity(SOURCE, { awsTimeMs: CAPTURED_MS + 600_000 })
    }),
    check: 'clock',
    code: 'preflight/failed',
    says: ["This machine's clock is 600 s behind AWS"],
    next: 'Synchronise the clock',
  },
]

export const BAD_INPUTS: readonly BadInput[] = [
  ...INPUT_CASES,
  ...SIGN_OFF_CASES,
  ...RULE_CASES,
  ...ENVIRONMENT_CASES,
]
