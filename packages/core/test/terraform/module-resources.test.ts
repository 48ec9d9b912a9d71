import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readConfiguration } from '../../src/terraform/configuration/read-configuration.js'
import { declaredResources, moduleResources, rootModules } from '../../src/terraform/module-resources.js'
import {
  KNOWN_RESOURCE_TYPES,
  requirementsOf,
  unsimulated,
} from '../../src/terraform/resource-permissions.js'
import { removeWorkspaces, workspace } from './workspace.js'

afterAll(removeWorkspaces)

const FACTS = {
  runId: 'r',
  source: { accountId: '111111111111', region: 'us-east-1' },
  target: { accountId: '222222222222', region: 'us-east-1' },
}
const EXAMPLES = resolve('examples')
const examples = readdirSync(EXAMPLES).filter((name) =>
  readdirSync(join(EXAMPLES, name)).includes('terraform'),
)

test('attributes that are written out are read, the others are kept as they are written', async () => {
  const directory = workspace({
    'root/main.tf': 'module "data" {\n  source = "../modules/data"\n}\n',
    'modules/data/main.tf': `
# resource "comment" "no" { }
resource "aws_kms_alias" "data" {
  name          = "alias/orders-data" // a comment
  target_key_id = aws_kms_key.data.key_id
  size          = 30
  on            = true
  zones         = ["a", "b"]
  mixed         = ["a", var.b]
  interpolated  = "x-\${var.region}"
  escaped       = "$\${not.a.template}"
  call          = jsonencode({
    Statement = [{ Effect = "Allow" }]
  })
  text = <<-EOT
    resource "inner" "no" {
  EOT
  settings {
    name = "not the resource's own"
  }
}
data "aws_x" "y" {
  name = "no"
}
resource "aws_vpc" "v" {}
`,
  })
  const reading = moduleResources(await readConfiguration(directory), 'data')
  expect(reading?.resources).toEqual([
    {
      address: 'module.data.aws_kms_alias.data',
      type: 'aws_kms_alias',
      name: 'data',
      repeated: null,
      attributes: {
        name: 'alias/orders-data',
        size: 30,
        on: true,
        zones: ['a', 'b'],
        escaped: '${not.a.template}',
        text: 'resource "inner" "no" {\n',
      },
      expressions: {
        target_key_id: 'aws_kms_key.data.key_id',
        mixed: expect.any(String),
        interpolated: 'x-${var.region}',
        call: expect.stringContaining('jsonencode'),
      },
      blocks: ['settings'],
    },
    expect.objectContaining({ type: 'aws_vpc', name: 'v', attributes: {}, expressions: {}, blocks: [] }),
  ])
})

test('a written-out count makes as many; an expression is one resource that says so; nested modules are read', async () => {
  const directory = workspace({
    'root/main.tf':
      'module "net" {\n  source = "../modules/net"\n}\nmodule "far" {\n  source = "hashicorp/x/aws"\n}\n',
    'modules/net/main.tf':
      'resource "aws_eip" "two" {\n  count = 2\n}\nresource "aws_subnet" "some" {\n  count = length(var.zones)\n}\nmodule "in" {\n  source = "./in"\n}\n',
    'modules/net/in/main.tf': 'resource "aws_vpc" "v" {\n  for_each = var.x\n}\n',
  })
  const configuration = await readConfiguration(directory)
  const reading = moduleResources(configuration, 'net')
  expect(reading?.resources.map(({ address, repeated }) => [address, repeated])).toEqual([
    ['module.net.aws_eip.two[0]', null],
    ['module.net.aws_eip.two[1]', null],
    ['module.net.aws_subnet.some', 'count'],
    ['module.net.module.in.aws_vpc.v', 'for_each'],
  ])
  expect(moduleResources(configuration, 'far')?.problems).toEqual([
    expect.stringContaining('hashicorp/x/aws'),
  ])
  expect(moduleResources(configuration, 'absent')).toBeNull()
})

describe.each(examples)('the example %s', (example) => {
  test('is read without problems, and every resource type has its permissions in the table', async () => {
    const configuration = await readConfiguration(join(EXAMPLES, example))
    for (const module of rootModules(configuration)) {
      const reading = moduleResources(configuration, module)
      expect(reading?.problems).toEqual([])
      expect(reading?.resources.length).toBeGreaterThan(0)
      for (const { type } of reading?.resources ?? []) expect(KNOWN_RESOURCE_TYPES).toContain(type)
    }
  })
})

describe('permissions', () => {
  test('are asked for on the ARN of a resource whose name is known', () => {
    const needs = requirementsOf([{ type: 'aws_s3_bucket', name: 'orders-reports' }], FACTS)
    expect(needs).toContainEqual({
      side: 'target',
      action: 's3:CreateBucket',
      resources: ['arn:aws:s3:::orders-reports'],
      access: 'write',
    })
    expect(needs.every(({ action }) => /^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toBe(true)
  })

  test('are not guessed where the name is not known, and ids that AWS gives stand as a wildcard', () => {
    expect(requirementsOf([{ type: 'aws_s3_bucket', name: null }], FACTS)).toEqual([])
    expect(requirementsOf([{ type: 'aws_vpc', name: null }], FACTS)).toContainEqual({
      side: 'target',
      action: 'ec2:CreateVpc',
      resources: ['arn:aws:ec2:us-east-1:222222222222:vpc/*'],
      access: 'write',
    })
  })

  test('of several resources are joined by action, and an unknown type asks for nothing', async () => {
    const reading = moduleResources(await readConfiguration(join(EXAMPLES, 'orders-platform')), 'globals')
    const needs = requirementsOf(
      [...declaredResources(reading ?? { resources: [], problems: [] }), { type: 'x', name: 'y' }],
      FACTS,
    )
    expect(needs.find(({ action }) => action === 'secretsmanager:CreateSecret')?.resources).toEqual([
      expect.stringMatching(/222222222222:secret:orders\/database-.{6}$/),
      expect.stringMatching(/222222222222:secret:orders\/payment-gateway-.{6}$/),
    ])
    expect(needs.find(({ action }) => action === 'kms:CreateAlias')?.resources).toEqual([
      'arn:aws:kms:us-east-1:222222222222:alias/orders-data',
    ])
  })

  test('of a listener are asked for on the load balancer that gets it, too', () => {
    const needs = requirementsOf([{ type: 'aws_lb_listener', name: null }], FACTS)
    const [create] = needs.filter(({ action }) => action === 'elasticloadbalancing:CreateListener')
    expect(create?.resources).toEqual([expect.stringMatching(/:loadbalancer\/\*$/)])
  })

  test('that are left out are told by name: unknown types, unread modules', () => {
    const declared = [
      { type: 'aws_new_thing', name: 'x' },
      { type: 'aws_new_thing', name: 'y' },
      { type: 'aws_vpc', name: null },
      { type: 'random_id', name: null },
    ]
    expect(unsimulated('m', declared)).toEqual([
      expect.stringMatching(/^module\.m: aws_new_thing is not known/),
    ])
    expect(unsimulated('m', undefined)).toEqual([expect.stringContaining('could not be read')])
  })

  test.each(KNOWN_RESOURCE_TYPES)('of %s are well-formed actions on ARNs of its own services', (type) => {
    const needs = requirementsOf([{ type, name: 'n' }], FACTS)
    expect(needs.length).toBeGreaterThan(0)
    for (const { action, resources } of needs) {
      expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/)
      const [service = ''] = action.split(':')
      for (const resource of resources) {
        expect(resource === '*' || resource.startsWith(`arn:aws:${service}:`)).toBe(true)
        expect(resource).not.toMatch(/REGION|ACCOUNT|NAME/)
      }
    }
  })
})
