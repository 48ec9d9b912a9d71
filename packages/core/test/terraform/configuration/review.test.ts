import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { namedProfiles } from '../../../src/terraform/configuration/named-profiles.js'
import { provisionersOf } from '../../../src/terraform/configuration/provisioners.js'
import { readConfiguration } from '../../../src/terraform/configuration/read-configuration.js'
import { reviewConfiguration } from '../../../src/terraform/configuration/review.js'
import { put, removeWorkspaces, workspace } from '../workspace.js'

afterAll(removeWorkspaces)

const SOURCE = '111111111111'
const TARGET = '222222222222'

async function review(files: Readonly<Record<string, string>>, profiles: readonly string[] = []) {
  const directory = workspace({ 'root/main.tf': '', ...files })
  const permitted = { targetAccountId: TARGET, sourceAccountId: SOURCE, profiles }
  return await reviewConfiguration(await readConfiguration(directory), directory, permitted)
}

async function refusals(block: string, profiles: readonly string[] = []): Promise<readonly string[]> {
  const found = await review({ 'root/main.tf': block }, profiles)
  return found.refusals.map(({ file, message, next }) => `${file}: ${message} ${next}`)
}

const provider = (body: string) => `provider "aws" {\n  ${body}\n}\n`
const FOR_TARGET = `\n  allowed_account_ids = ["${TARGET}"]`
const FOR_SOURCE = `\n  allowed_account_ids = ["${SOURCE}"]`

describe('credentials of a block', () => {
  test.each([
    'profile = "orders-legacy"',
    'profile = var.profile',
    'profile = null',
    'access_key = "AKIA"',
    'secret_key = "x"',
    'token = "x"',
    'shared_config_files = ["/home/x"]',
    'shared_credentials_files = ["/home/x"]',
    'assume_role {\n    role_arn = "x"\n  }',
    'assume_role = { role_arn = "x" }',
    'dynamic "assume_role" {\n    for_each = [1]\n    content {}\n  }',
    'assume_role_with_web_identity {}',
    'endpoints {\n    s3 = "http://x"\n  }',
  ])('%j is refused where it does not say which account it is for', async (body) => {
    expect(await refusals(provider(body))).toEqual([
      expect.stringMatching(
        /^terraform\/root\/main\.tf: provider "aws" sets [\w, ]+, so it decides by itself in which account .*allowed_account_ids = \["222222222222"\]/,
      ),
    ])
  })

  test('are taken with exactly the target account, and with no other that nobody named', async () => {
    const role = 'assume_role {\n    role_arn = "x"\n  }'
    expect(await refusals(provider(`region = "eu-west-1"${FOR_TARGET}`))).toEqual([])
    expect(await refusals(provider(role + FOR_TARGET))).toEqual([])
    expect(await refusals(provider(role + FOR_SOURCE))).toEqual([
      expect.stringContaining(`for ${SOURCE}, which is the source account`),
    ])
    const third = '\n  allowed_account_ids = ["333333333333"]'
    expect(await refusals(provider(role + third))).toEqual([expect.stringContaining('neither side')])
    const both = `\n  allowed_account_ids = ["${TARGET}", "${SOURCE}"]`
    expect(await refusals(provider(role + both))).toHaveLength(1)
    expect(await refusals(provider(`${role}\n  allowed_account_ids = [var.account]`))).toHaveLength(1)
    const blind = '\n  skip_requesting_account_id = true'
    expect(await refusals(provider(role + FOR_TARGET + blind))).toHaveLength(1)
  })

  test('a profile is the operator’s to allow, for the source account too', async () => {
    const block = provider(`profile = "legacy"${FOR_SOURCE}`)
    expect(await refusals(block)).toEqual([expect.stringContaining('--terraform-profile legacy')])
    expect(await refusals(block, ['legacy'])).toEqual([])
    expect(await refusals(provider(`profile = var.p${FOR_TARGET}`), ['p'])).toEqual([
      expect.stringContaining('Write the name of the profile out.'),
    ])
  })

  test.each([
    ['endpoints {\n    sts = "http://x"\n  }', 'endpoints.sts'],
    ['endpoints {\n    iam = "http://x"\n  }', 'endpoints.iam'],
    ['dynamic "endpoints" {\n    for_each = [1]\n    content {}\n  }', 'endpoints (computed)'],
    ['endpoints = var.endpoints', 'endpoints (computed)'],
    ['custom_ca_bundle = "/x"', 'custom_ca_bundle'],
  ])('what answers the account check elsewhere is refused in any case: %j', async (body, named) => {
    expect(await refusals(provider(body + FOR_TARGET))).toEqual([
      expect.stringContaining(`provider "aws" sets ${named}: the check of whose account this is`),
    ])
  })

  test('of a module’s own provider, an alias, another local name, a backend and a remote state follow the rule', async () => {
    const { refusals: found } = await review({
      'root/main.tf':
        'module "net" {\n  source = "../net"\n}\nterraform {\n  required_providers {\n    cloud = { source = "registry.terraform.io/hashicorp/aws" }\n  }\n  backend "s3" {\n    profile = "x"\n  }\n}\nprovider "cloud" {\n  profile = "x"\n}\n',
      'net/main.tf':
        'provider "aws" {\n  alias = "b"\n  profile = "x"\n}\ndata "terraform_remote_state" "r" {\n  backend = "s3"\n  config = { profile = "x" }\n}\ndata "terraform_remote_state" "c" {\n  backend = "s3"\n  config = var.c\n}\n',
    })
    expect(found.map(({ message }) => message.split(' sets ')[0])).toEqual([
      'provider "cloud"',
      'backend "s3"',
      'provider "aws" (alias b) of module.net',
      'data "terraform_remote_state" "c" of module.net',
      'data "terraform_remote_state" "r" of module.net',
    ])
  })

  test('the profiles that blocks name are listed, each once', async () => {
    const directory = workspace({
      'root/main.tf': `${provider('profile = "b"')}${provider('profile = "a"\n  alias = "x"')}terraform {\n  backend "s3" {\n    profile = "b"\n  }\n}\n`,
    })
    expect(namedProfiles(await readConfiguration(directory))).toEqual(['a', 'b'])
  })
})

describe('a shared configuration file below the run directory', () => {
  const block = provider(`shared_config_files = ["../aws.conf"]${FOR_TARGET}`)

  test.each(['credential_process = touch x', ' endpoint_url=http://x', 'services = s'])(
    'is refused with %j',
    async (line) => {
      const found = await review({ 'root/main.tf': block, 'aws.conf': `[default]\n${line}\n` })
      expect(found.refusals).toEqual([
        expect.objectContaining({
          message: expect.stringContaining('terraform/aws.conf in the run directory'),
        }),
      ])
    },
  )

  test.each(['Credential_Process = touch x', 'ca_bundle = /tmp/x', 'credential_process: touch x'])(
    'is refused with %j too, which the provider understands',
    async (line) => {
      const found = await review({ 'root/main.tf': block, 'aws.conf': `[default]\n${line}\n` })
      expect(found.refusals).toHaveLength(1)
    },
  )

  test.each([
    '/proc/self/cwd/aws.conf',
    '//proc/self/cwd/aws.conf',
    '/tmp$NOTHING/run/terraform/root/aws.conf',
    '~/../../proc/self/cwd/aws.conf',
    '/tmp/../proc/self/cwd/aws.conf',
  ])('is not reached by the way of %j', async (path) => {
    expect(await refusals(block.replace('../aws.conf', path))).toEqual([
      expect.stringContaining('in a way that terraform reads otherwise'),
    ])
  })

  test('is refused where it is not there yet, or named by an expression, and else not', async () => {
    expect(await refusals(block)).toEqual([expect.stringContaining('which is not there')])
    const computed = block.replace('../aws.conf', '${path.module}/aws.conf')
    expect(await refusals(computed)).toEqual([expect.stringContaining('by an expression')])
    const { refusals: none } = await review({ 'root/main.tf': block, 'aws.conf': '[default]\nregion = x\n' })
    expect(none).toEqual([])
  })
})

test.each([
  ['terraform {\n  cloud {}\n}\n', 'the cloud block'],
  ['terraform {\n  backend "remote" {}\n}\n', 'backend "remote"'],
])('%j is refused: it runs elsewhere', async (text, named) => {
  expect(await refusals(text)).toEqual([
    expect.stringContaining(`${named} runs terraform on another machine`),
  ])
})

test.each([
  ['source = "a/b/c"', false],
  ['source = "a/b/c"\n  version = "~> 1.0"', false],
  ['source = "a/b/c"\n  version = "1.2.3"', true],
  ['source = "git::https://h/x.git"', false],
  ['source = "git::https://h/x.git?ref=main"', false],
  [`source = "git::https://h/x.git?ref=${'a'.repeat(40)}"`, true],
  ['source = "/somewhere/else"', false],
])('a remote module needs a version or a commit: %j', async (body, pinned) => {
  const found = await refusals(`module "far" {\n  ${body}\n}\n`)
  expect(found).toEqual(pinned ? [] : [expect.stringContaining('in whatever version is there')])
})

test('a record that leads a local module elsewhere is refused', async () => {
  const { refusals: found } = await review({
    'root/main.tf': 'module "net" {\n  source = "../net"\n}\n',
    'net/main.tf': '',
    'evil/main.tf': '',
    'root/.terraform/modules/modules.json': JSON.stringify({
      Modules: [
        { Key: '', Source: '', Dir: '.' },
        { Key: 'net', Source: '../net', Dir: '../evil' },
      ],
    }),
  })
  expect(found.map(({ message }) => message)).toEqual([
    expect.stringContaining('module "net" is in terraform/evil'),
  ])
})

describe('before a yes nothing runs but HashiCorp’s own', () => {
  test('its providers and local modules need none', async () => {
    const { programs } = await review({
      'root/main.tf':
        'module "net" {\n  source = "../net"\n}\nterraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n    random = "~> 3"\n  }\n}\n',
      'net/main.tf':
        'resource "null_resource" "n" {}\ndata "aws_caller_identity" "c" {}\nephemeral "random_password" "p" {}\n',
    })
    expect(programs).toEqual([])
  })

  test('everything else is listed by name and command', async () => {
    const { programs } = await review({
      'root/main.tf': `
terraform {
  required_providers {
    evil = { source = "someone/evil" }
  }
  backend "http" {}
}
module "far" {
  source  = "a/b/c"
  version = "1.0.0"
}
module "net" {
  source = "../net"
}
provider "kubernetes" {
  exec {
    command = "aws"
    args    = ["eks", var.x]
  }
}
`,
      'net/main.tf': `
data "external" "e" {
  program = ["sh", "-c", "touch /tmp/x"]
}
check "c" {
  data "http" "h" {
    url = "https://h/x"
  }
}
data "aws_lambda_invocation" "l" {
  function_name = "f"
}
ephemeral "aws_secretsmanager_secret_version" "s" {}
`,
      'root/terraform.tfstate': JSON.stringify({
        resources: [{ provider: 'module.x.provider["registry.terraform.io/other/thing"]' }],
      }),
      'root/.terraform/providers/x': '',
    })
    expect(programs).toEqual(
      [
        "provider someone/evil: a program that is not HashiCorp's",
        'module "far" is fetched from a/b/c 1.0.0: what is in it was not read',
        'backend "http" is asked for the state (terraform/root/main.tf)',
        'provider "kubernetes" runs: aws eks var.x (terraform/root/main.tf)',
        'data "aws_lambda_invocation" "l" of module.net invokes f at each plan',
        'data "external" "e" of module.net runs: sh -c touch /tmp/x',
        'ephemeral "aws_secretsmanager_secret_version" "s" of module.net is opened at each plan',
        'data "http" "h" of module.net asks https://h/x',
        "provider other/thing, which the state names: a program that is not HashiCorp's",
        'programs in terraform/root/.terraform/providers, without a lock file that names them',
      ].map((line) => expect.stringContaining(line)),
    )
  })
})

test('what an apply of a module would run is told with its command, nested modules and removed blocks included', async () => {
  const directory = workspace({
    'root/main.tf': 'module "net" {\n  source = "../net"\n}\nmodule "quiet" {\n  source = "../quiet"\n}\n',
    'net/main.tf':
      'module "in" {\n  source = "./in"\n}\nresource "null_resource" "n" {\n  provisioner "local-exec" {\n    when    = destroy\n    command = "rm -rf ${self.id}"\n  }\n}\nremoved {\n  from = null_resource.old\n  provisioner "local-exec" {\n    command = "bye"\n  }\n}\n',
    'net/in/main.tf':
      'resource "aws_instance" "i" {\n  provisioner "remote-exec" {\n    inline = ["a", "b"]\n  }\n  provisioner "file" {\n    source      = "x"\n    destination = "/y"\n  }\n}\n',
    'quiet/main.tf': 'resource "null_resource" "n" {}\n',
  })
  mkdirSync(join(directory, 'execution'))
  const configuration = await readConfiguration(directory)
  expect(provisionersOf(configuration, ['net'])).toEqual([
    'local-exec of module.net.null_resource.n, when destroy: command = rm -rf ${self.id}',
    'local-exec of module.net.null_resource.old (removed): command = bye',
    'file of module.net.module.in.aws_instance.i: source = x; destination = /y',
    'remote-exec of module.net.module.in.aws_instance.i: inline = [a, b]',
  ])
  expect(provisionersOf(configuration, ['quiet', ''])).toEqual([])
  put(join(directory, 'terraform/root/far.tf'), 'module "far" {\n  source = "a/b/c"\n}\n')
  expect(provisionersOf(await readConfiguration(directory), ['far'])).toEqual([
    'module.far comes from a/b/c: what it may run was not read',
  ])
})
