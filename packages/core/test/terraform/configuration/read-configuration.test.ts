import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { CONFIGURATION_LIMITS } from '../../../src/terraform/configuration/limits.js'
import { readConfiguration } from '../../../src/terraform/configuration/read-configuration.js'
import { removeWorkspaces, workspace } from '../workspace.js'

afterAll(removeWorkspaces)

const CALL = (name: string, source: string) => `module "${name}" {\n  source = "${source}"\n}\n`

async function refusalOf(files: Readonly<Record<string, string>>): Promise<string> {
  return await readConfiguration(workspace(files)).then(
    () => 'read',
    (error: Error) => error.message,
  )
}

test('blocks are found where terraform finds them, whatever stands in comments, texts and here-documents', async () => {
  const { modules } = await readConfiguration(
    workspace({
      'root/main.tf': `
# provider "aws" { profile = "commented" }
/* module "too" { source = "./b" } */
locals {
  text = "module \\"quoted\\" {"
  doc  = <<-EOT
    module "heredoc" { source = "./c" }
  EOT
}
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
  backend "s3" {
    profile = "states"
  }
}
${CALL('net', '../modules/net')}
module "computed" { source = "../\${var.x}" }
provider "aws" {
  alias = "other"
  dynamic "assume_role" {
    for_each = [1]
    content {}
  }
}
import {
  to = aws_s3_bucket.a
  id = "a"
}
check "c" {
  data "http" "inside" { url = "https://x" }
}
ephemeral "random_password" "p" {}
`,
      'root/more.tf.json': JSON.stringify({
        '//': 'a comment',
        module: [{ far: { source: 'a/b/c', version: '1.0.0' } }],
        data: { external: { e: { program: ['x'] } } },
      }),
      'root/.hidden.tf': CALL('hidden', './h'),
      'root/backup.tf~': CALL('backup', './b'),
      'modules/net/main.tf': 'resource "aws_vpc" "v" {}\n',
    }),
  )
  const [root, net] = modules
  expect(root?.calls.map(({ name, source, place }) => [name, source, place.kind])).toEqual([
    ['computed', null, 'missing'],
    ['net', '../modules/net', 'read'],
    ['far', 'a/b/c', 'remote'],
  ])
  expect(root?.providers).toEqual([
    expect.objectContaining({ name: 'aws', alias: 'other', file: 'terraform/root/main.tf' }),
  ])
  expect(root?.backends).toEqual([
    { type: 's3', file: 'terraform/root/main.tf', body: { profile: 'states' } },
  ])
  expect(root?.requiredProviders).toEqual({ aws: 'hashicorp/aws' })
  expect(root?.resources.map(({ mode, type, name }) => `${mode} ${type} ${name}`)).toEqual([
    'data external e',
    'ephemeral random_password p',
    'data http inside',
  ])
  expect(root?.stateBlocks.map(({ kind }) => kind)).toEqual(['import'])
  expect([net?.address, net?.folder]).toEqual(['module.net', 'terraform/modules/net'])
})

test('overriding files are merged as terraform merges them, and nothing that was set gets lost', async () => {
  const { modules } = await readConfiguration(
    workspace({
      'root/a_override.tf':
        'provider "aws" {\n  profile = "override"\n}\nterraform {\n  backend "local" {}\n}\nresource "null_resource" "r" {\n  provisioner "local-exec" {\n    command = "new"\n  }\n}\n',
      'root/main.tf':
        'provider "aws" {\n  region = "eu-west-1"\n  dynamic "endpoints" {\n    for_each = [1]\n    content {}\n  }\n}\nterraform {\n  backend "s3" {}\n}\nresource "null_resource" "r" {\n  triggers = {}\n  provisioner "local-exec" {\n    command = "old"\n  }\n}\n',
    }),
  )
  expect(modules[0]?.providers[0]).toEqual({
    name: 'aws',
    alias: null,
    file: 'terraform/root/main.tf with terraform/root/a_override.tf',
    body: { region: 'eu-west-1', profile: 'override', dynamic: { endpoints: [expect.anything()] } },
  })
  expect(modules[0]?.backends.map(({ type }) => type)).toEqual(['local'])
  expect(modules[0]?.resources[0]?.body.provisioner).toEqual({ 'local-exec': [{ command: 'new' }] })
})

test('a name that JavaScript gives a meaning to has none', async () => {
  const { modules } = await readConfiguration(
    workspace({
      'root/main.tf': 'resource "aws_x" "__proto__" {\n  __proto__ = 1\n  constructor = 2\n}\n',
      'root/more.tf.json': '{"provider": {"aws": {"__proto__": {"profile": "x"}}}}',
    }),
  )
  const [resource] = modules[0]?.resources ?? []
  expect(resource?.name).toBe('__proto__')
  expect(Object.keys(resource?.body ?? {})).toEqual(['__proto__', 'constructor'])
  expect(modules[0]?.providers[0]?.body.profile).toBeUndefined()
  expect(Object.keys(modules[0]?.providers[0]?.body ?? {})).toEqual(['__proto__'])
})

describe('is refused, with file and limit:', () => {
  test('a module that calls itself, once or four times over', async () => {
    const self = ['a', 'b', 'c', 'd'].map((name) => CALL(name, '../m')).join('')
    expect(await refusalOf({ 'root/main.tf': CALL('m', '../m'), 'm/main.tf': self })).toBe(
      'terraform/m/main.tf: refused: module "a" (terraform/m) is called by itself.',
    )
  })

  test('modules that are nested, or called, without end', async () => {
    const deep: Record<string, string> = { 'root/main.tf': CALL('m', '../modules/m0') }
    for (let level = 0; level < 30; level += 1)
      deep[`modules/m${level}/main.tf`] = CALL('m', `../m${level + 1}`)
    deep['modules/m30/main.tf'] = ''
    expect(await refusalOf(deep)).toContain(
      `nested more than ${CONFIGURATION_LIMITS.moduleDepth} modules deep`,
    )
    const wide: Record<string, string> = { 'root/main.tf': CALL('m', '../modules/m0') }
    for (let level = 0; level < 12; level += 1)
      wide[`modules/m${level}/main.tf`] = CALL('a', `../m${level + 1}`) + CALL('b', `../m${level + 1}`)
    wide['modules/m12/main.tf'] = ''
    expect(await refusalOf(wide)).toContain(`more than ${CONFIGURATION_LIMITS.moduleCalls} module calls`)
  })

  test.each(['count = 100000000', 'count = "100000000"', 'count = 1e8'])('%s', async (count) => {
    const limit = `more than ${CONFIGURATION_LIMITS.count} instances of one block (count = 100000000)`
    const resource = `resource "aws_eip" "e" {\n  ${count}\n}\n`
    expect(await refusalOf({ 'root/main.tf': resource })).toBe(`terraform/root/main.tf: refused: ${limit}.`)
    const call = CALL('m', '../modules/m').replace('}', `  ${count}\n}`)
    expect(await refusalOf({ 'root/main.tf': call, 'modules/m/main.tf': '' })).toContain(limit)
  })

  test('a file that is too large, before a byte of it is parsed', async () => {
    const comments = '/*a'.repeat(300_000)
    const startedMs = performance.now()
    expect(await refusalOf({ 'root/main.tf': comments })).toBe(
      'terraform/root/main.tf: refused: it has 900000 bytes, more than the 512 KiB that are allowed.',
    )
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  test('text that keeps the parser busy, after five seconds', async () => {
    const startedMs = performance.now()
    expect(await refusalOf({ 'root/main.tf': '/*a'.repeat(30_000), 'root/next.tf': '' })).toBe(
      'terraform/root/main.tf: refused: it takes too long: parsing it may take 5 s.',
    )
    // The parser itself needs its time to start on a busy machine.
    expect(performance.now() - startedMs).toBeLessThan(30_000)
  })

  test('text that is nested deeper than a stack, in both syntaxes', async () => {
    const hcl = `locals {\n  a = ${'['.repeat(30_000)}${']'.repeat(30_000)}\n}\n`
    expect(await refusalOf({ 'root/main.tf': hcl })).toContain('is nested too deeply')
    const json = `{"locals": {"a": ${'['.repeat(30_000)}${']'.repeat(30_000)}}}`
    expect(await refusalOf({ 'root/main.tf.json': json })).toMatch(
      /main\.tf\.json: not valid Terraform: .*nested/,
    )
  })

  test('a pipe, a device and a link out of the run directory in the place of a file', async () => {
    const directory = workspace({ 'root/main.tf': '' })
    execFileSync('mkfifo', [join(directory, 'terraform/root/pipe.tf')])
    await expect(readConfiguration(directory)).rejects.toThrow(/^terraform\/root\/pipe\.tf: .*regular file/)
    const other = workspace({ 'root/main.tf': '' })
    symlinkSync('/dev/zero', join(other, 'terraform/root/zero.tf'))
    await expect(readConfiguration(other)).rejects.toThrow(
      'terraform/root/zero.tf: refused: it is a symbolic link',
    )
  })

  test('what is not Terraform, with the place', async () => {
    expect(await refusalOf({ 'root/main.tf': 'a = [1\n' })).toMatch(
      /^terraform\/root\/main\.tf: not valid Terraform: line \d+, column \d+: /,
    )
    expect(await refusalOf({ 'root/main.tf.json': '{"provider": {}, "provider": {}}' })).toContain(
      'not valid Terraform: line 1, column 18',
    )
  })
})

test('a module outside of terraform/ is not followed, and said', async () => {
  const { modules, refusals } = await readConfiguration(
    workspace({ 'root/main.tf': CALL('out', '../../../elsewhere'), 'root/x.tf': CALL('up', '../..') }),
  )
  expect(modules).toHaveLength(1)
  expect(refusals.map(({ file, message }) => `${file}: ${message}`)).toEqual([
    expect.stringContaining('terraform/root/x.tf: module "up" leads out of terraform/'),
  ])
})
