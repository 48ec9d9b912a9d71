import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { profileAwsFactory } from '../../src/aws/profile-factory.js'
import { type Moto, motoEnvironment, requireTools, startMoto, terraformCliConfig } from '../support/tools.js'
import { motoCredentials } from './moto-credentials.js'
import { realModule } from './real-module.js'
import { listen, planFileIn, put, removeWorkspaces, runnerFor, workspace } from './workspace.js'

const region = 'us-east-1'
const ACCOUNTS = { source: '111111111111', target: '222222222222' } as const
const SLOW_MS = 600_000

const root = (provider: string) => `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "s3_use_path_style" { default = false }
provider "aws" {
  region            = "us-east-1"
  s3_use_path_style = var.s3_use_path_style
${provider}
}
module "a" {
  source = "../modules/a"
}
`
const BUCKET = (name: string) => `resource "aws_s3_bucket" "${name}" {\n  bucket = "${name}"\n}\n`

requireTools(
  'terraform',
  'terraform-aws-provider',
  'moto',
)('the real terraform in two accounts of moto', () => {
  let moto: Moto
  let folder: string
  let env: Readonly<Record<string, string>>
  beforeAll(async () => {
    moto = await startMoto()
    folder = mkdtempSync(join(tmpdir(), 'cutover-moto-'))
    env = {
      ...motoEnvironment(moto.url, folder, ACCOUNTS),
      TF_CLI_CONFIG_FILE: terraformCliConfig() ?? '',
    }
  }, 60_000)
  afterAll(async () => {
    await moto.stop()
    rmSync(folder, { recursive: true, force: true })
    removeWorkspaces()
  })

  const s3 = async (side: 'source' | 'target') =>
    await profileAwsFactory({
      source: { profile: 'source', region, accountId: ACCOUNTS.source },
      target: { profile: 'target', region, accountId: ACCOUNTS.target },
      env,
      now: Date.now,
    })
      .open(side, 'write', () => undefined)
      .service('s3')
  const buckets = async (side: 'source' | 'target') =>
    ((await (await s3(side)).listBuckets({})).Buckets ?? []).map(({ Name }) => Name)

  const started = async (directory: string, terraformProfiles: readonly string[] = []) => {
    const runner = runnerFor(directory, { env, credentials: motoCredentials(env, terraformProfiles) })
    expect(await runner.check(new AbortController().signal)).toEqual({ ok: true, diagnostics: [] })
    return runner
  }

  test(
    'no provider block leads out of the target account: nothing is planned, and nothing is made in the source',
    async () => {
      const directory = workspace({ 'root/main.tf': root(''), 'modules/a/main.tf': BUCKET('led-astray') })
      put(
        join(directory, 'terraform/root/aws-config'),
        '[profile hidden]\nrole_arn = arn:aws:iam::111111111111:role/operator\nsource_profile = keys\n[profile keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n',
      )
      await started(directory)
      const refused = async (provider: string, profiles: readonly string[] = []) => {
        put(join(directory, 'terraform/root/main.tf'), root(provider))
        const runner = runnerFor(directory, { env, credentials: motoCredentials(env, profiles) })
        const planFile = planFileIn(directory)
        const plan = await runner.plan({ module: 'a', destroy: false, planFile }, listen())
        if (plan.kind !== 'failed') throw new Error('it was planned')
        return `${plan.reason}: ${plan.diagnostics.join('\n')}`
      }
      // The shared configuration is empty for it.
      expect(await refused('  profile = "source"')).toMatch(
        /^credentials: .*failed to get shared config profile, source/,
      )
      expect(
        await refused('  assume_role {\n    role_arn = "arn:aws:iam::111111111111:role/operator"\n  }'),
      ).toMatch(/^other-account: provider aws sets assume_role, and has no allowed_account_ids/)
      expect(await refused('  shared_config_files = ["aws-config"]\n  profile = "hidden"\n')).toMatch(
        /^other-account: provider aws sets profile, shared_config_files/,
      )
      // The operator's word is for a profile, and a block says which account it is for.
      expect(await refused('  profile = "source"', ['source'])).toMatch(
        /^other-account: .*no allowed_account_ids/,
      )
      expect(await buckets('source')).toEqual([])
      expect(await buckets('target')).not.toContain('led-astray')
    },
    SLOW_MS,
  )

  test(
    'a profile that the operator allowed reads the account that its block is for',
    async () => {
      const aliased = `  allowed_account_ids = ["222222222222"]
}
provider "aws" {
  alias               = "source"
  region              = "us-east-1"
  profile             = "source"
  allowed_account_ids = ["111111111111"]`
      const text = `terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.source]
    }
  }
}
data "aws_caller_identity" "here" {}
data "aws_caller_identity" "there" {
  provider = aws.source
}
resource "terraform_data" "both" {
  input = [data.aws_caller_identity.here.account_id, data.aws_caller_identity.there.account_id]
}
`
      const directory = workspace({
        'root/main.tf': root(aliased).replace(
          'source = "../modules/a"',
          'source    = "../modules/a"\n  providers = { aws = aws, aws.source = aws.source }',
        ),
        'modules/a/main.tf': text,
      })
      const runner = await started(directory, ['source'])
      const planFile = planFileIn(directory)
      const plan = await runner.plan({ module: 'a', destroy: false, planFile }, listen())
      expect(plan).toMatchObject({
        kind: 'planned',
        changes: expect.arrayContaining([
          expect.objectContaining({
            lines: expect.arrayContaining(['input: ["222222222222","111111111111"]']),
          }),
        ]),
      })
    },
    SLOW_MS,
  )

  test(
    'what is imported is asked about and stays at a rollback, which destroys the one bucket that was created',
    async () => {
      const imports = 'import {\n  to = module.a.aws_s3_bucket.of-before\n  id = "of-before"\n}\n'
      const directory = workspace({
        'root/main.tf': root('  allowed_account_ids = ["222222222222"]') + imports,
        'modules/a/main.tf': BUCKET('of-before'),
      })
      await (await s3('target')).createBucket({ Bucket: 'of-before' })
      const runner = await started(directory)
      const alone = realModule(join(directory, 'alone'), runner)
      const only = await alone.preview()
      expect(only).toMatchObject({ alreadyDone: false })
      expect(only.after).toContain('import module.a.aws_s3_bucket.of-before (id "of-before")')

      put(join(directory, 'terraform/modules/a/main.tf'), BUCKET('of-before') + BUCKET('made-now'))
      const module = realModule(directory, runner)
      const receipt = await module.execute(await module.preview())
      expect(receipt).toMatchObject({
        created: ['module.a.aws_s3_bucket.made-now'],
        adopted: ['module.a.aws_s3_bucket.of-before'],
      })
      expect(await buckets('target')).toEqual(expect.arrayContaining(['made-now', 'of-before']))
      const shown = await module.shownRollback(receipt)
      expect(shown).toMatchObject({ typeToConfirm: 'made-now' })
      await module.rollBack(receipt, shown)
      const left = await buckets('target')
      expect(left).toContain('of-before')
      expect(left).not.toContain('made-now')
    },
    SLOW_MS,
  )

  test(
    'a step that imports alone is carried out after a yes, and its rollback destroys nothing',
    async () => {
      const imports = 'import {\n  to = module.a.aws_s3_bucket.taken\n  id = "taken"\n}\n'
      const directory = workspace({
        'root/main.tf': root('  allowed_account_ids = ["222222222222"]') + imports,
        'modules/a/main.tf': BUCKET('taken'),
      })
      await (await s3('target')).createBucket({ Bucket: 'taken' })
      const module = realModule(directory, await started(directory))
      const receipt = await module.execute(await module.preview())
      expect(receipt).toMatchObject({ created: [], adopted: ['module.a.aws_s3_bucket.taken'] })
      expect(await module.verified()).toBe(true)
      const shown = await module.shownRollback(receipt)
      expect(shown.destroys).toBeNull()
      expect(await module.rollBack(receipt, shown)).toMatchObject({
        remains: expect.stringContaining('import module.a.aws_s3_bucket.taken'),
      })
      expect(await buckets('target')).toContain('taken')
    },
    SLOW_MS,
  )
})
