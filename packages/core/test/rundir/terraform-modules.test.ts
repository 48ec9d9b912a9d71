import { moduleBlocks, moduleBlocksOfJson, terraformModules } from '../../src/rundir/terraform-modules.js'
import { withRunCopy } from '../bad-input/run-copy.js'

const HCL = `
# module "commented" { source = "./a" }
/* module "too" { source = "./b" } */
locals {
  text = "module \\"quoted\\" {"
  doc  = <<-EOT
    module "heredoc" { source = "./c" }
  EOT
  nested = { module = "x", list = [{ a = 1 }] }
}
module "storage" {
  for_each = { a = 1 }
  tags     = { source = "not this one" }
  source   = "../modules/storage" // here
}
module "registry" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}
module "computed" { source = "../\${var.x}" }
resource "aws_s3_bucket" "module" {}
`

test('module blocks are found, and only those at the top level', () => {
  expect(moduleBlocks(HCL)).toEqual([
    { name: 'storage', source: '../modules/storage' },
    { name: 'registry', source: 'terraform-aws-modules/vpc/aws' },
    { name: 'computed', source: null },
  ])
})

test('the JSON syntax is understood too', () => {
  expect(
    moduleBlocksOfJson('{"module": {"a": {"source": "./a"}, "b": [{"source": "./b"}], "c": {}}}'),
  ).toEqual([
    { name: 'a', source: './a' },
    { name: 'b', source: './b' },
    { name: 'c', source: null },
  ])
  expect(moduleBlocksOfJson('{')).toEqual([])
})

test('a module whose folder is missing is not there', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('terraform/root/more.tf', 'module "lost" { source = "../modules/lost" }\n')
    await copy.write(
      'terraform/root/far.tf.json',
      '{"module": {"vpc": {"source": "terraform-aws-modules/vpc/aws"}}}',
    )
    expect(await terraformModules(copy.path)).toEqual(['globals', 'vpc'])
  })
})
