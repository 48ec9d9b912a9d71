import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ApprovalProvider, ApprovalRequest } from '../../src/model/approvals.js'
import { type Rehearsal, rehearsalOf } from '../run/rehearsal.js'
import { requireTools } from '../support/tools.js'
import { put, runnerFor } from '../terraform/workspace.js'

const ROOT = 'module "globals" {\n  source = "../modules/globals"\n}\n'
const RAN = 'ran'

const rehearsals: Rehearsal[] = []
afterAll(async () => {
  for (const rehearsal of rehearsals) await rehearsal.dispose()
})

/** A run with the real terraform over these files; the plan gets a yes where `go`, every other question an abort. */
async function walked(files: Readonly<Record<string, string>>, go: boolean) {
  const rehearsal = await rehearsalOf('minimal')
  rehearsals.push(rehearsal)
  const terraform = join(rehearsal.directory, 'terraform')
  rmSync(terraform, { recursive: true })
  for (const [path, text] of Object.entries(files)) put(join(terraform, path), text)
  const asked: ApprovalRequest[] = []
  const approvals: ApprovalProvider = {
    async decide(request) {
      asked.push(request as ApprovalRequest)
      return { decision: request.kind === 'plan' ? (go ? 'go' : 'no-go') : 'abort' } as never
    },
  }
  const error = await rehearsal.run(approvals, { terraform: () => runnerFor(rehearsal.directory) }).then(
    () => null,
    (cause: Error) => cause,
  )
  return { asked, error, ran: existsSync(join(terraform, 'root', RAN)), root: join(terraform, 'root') }
}

const evilModule = {
  'modules/globals/main.tf': '',
  'evil/main.tf': `data "external" "e" {\n  program = ["touch", "${RAN}"]\n}\n`,
}

requireTools('terraform')('what terraform recorded for itself, and somebody else can write', () => {
  const record = (key: string, dir: string) =>
    `{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"globals","Source":"../modules/globals","${key}":"${dir}"}]}`

  test.each([
    ['spells a member as only terraform reads it', record('dir', '../evil'), 'a member "dir"'],
    ['has a member twice', `{"Modules":[],${record('Dir', '../evil').slice(1)}`, 'Modules'],
    ['is larger than we read', `${record('Dir', '../evil')}${' '.repeat(70 << 20)}`, 'cannot be read'],
  ])('leads no module elsewhere: a record that %s', async (_how, text, named) => {
    const { asked, error, ran } = await walked(
      { 'root/main.tf': ROOT, ...evilModule, 'root/.terraform/modules/modules.json': text },
      true,
    )
    expect(asked).toEqual([])
    expect(error?.message).toContain('Terraform was not started.')
    expect(error?.message).toContain(named)
    expect(ran).toBe(false)
  })

  test('names no credentials: a backend that was initialised with a profile is judged like a block', async () => {
    const config = { bucket: 'b', key: 'k', region: 'us-east-1', profile: 'legacy', access_key: null }
    const { asked, error, root } = await walked(
      {
        'root/main.tf': `terraform {\n  backend "s3" {}\n}\n${ROOT}`,
        'modules/globals/main.tf': '',
        'root/.terraform/terraform.tfstate': JSON.stringify({
          version: 3,
          terraform_version: '1.11.4',
          backend: { type: 's3', config, hash: 1410938009 },
        }),
      },
      true,
    )
    expect(asked).toEqual([])
    expect(error?.message).toContain('the recorded backend "s3" sets profile')
    expect(existsSync(join(root, '.terraform/providers'))).toBe(false)
  })
})

requireTools('terraform')('before a yes', () => {
  test('a data source that acts on this machine has a line in the plan’s question', async () => {
    const text = `data "local_command" "c" {\n  command = "touch"\n  arguments = ["${RAN}"]\n}\ndata "archive_file" "a" {\n  type = "zip"\n  output_path = "../../execution-log.jsonl"\n}\n`
    const { asked, ran } = await walked({ 'root/main.tf': ROOT, 'modules/globals/main.tf': text }, false)
    const [plan] = asked
    const lines = plan?.kind === 'plan' ? plan.summaryLines : []
    expect(lines).toContainEqual(`  data "local_command" "c" of module.globals runs: touch ${RAN}`)
    expect(lines).toContainEqual(
      '  data "archive_file" "a" of module.globals writes ../../execution-log.jsonl at each plan',
    )
    expect(ran).toBe(false)
  })

  test.each([
    [
      'the selected workspace',
      { 'root/.terraform/environment': 'w\n' },
      '',
      'root/terraform.tfstate.d/w/terraform.tfstate',
    ],
    [
      'the backend’s path',
      {},
      'terraform {\n  backend "local" {\n    path = "other.state"\n  }\n}\n',
      'root/other.state',
    ],
  ])('a provider that only the state of %s names has one too', async (_which, more, block, state) => {
    const resources = [{ provider: 'provider["registry.terraform.io/other/thing"]' }]
    const { asked } = await walked(
      {
        'root/main.tf': `${block}${ROOT}`,
        'modules/globals/main.tf': '',
        [state]: JSON.stringify({ version: 4, resources }),
        ...more,
      },
      false,
    )
    const [plan] = asked
    expect(plan?.kind === 'plan' ? plan.summaryLines : []).toContainEqual(
      expect.stringContaining('provider other/thing, which the state names'),
    )
  })
})

requireTools('terraform')('a step’s own question', () => {
  test('has the program of a removed block that stands above the module', async () => {
    const removed = `removed {\n  from = module.globals.terraform_data.gone\n  provisioner "local-exec" {\n    when    = destroy\n    command = "touch ${RAN}"\n  }\n}\n`
    const { asked, ran } = await walked(
      {
        'root/main.tf': `${ROOT}${removed}`,
        'modules/globals/main.tf': 'resource "terraform_data" "one" {}\n',
        'root/terraform.tfstate': JSON.stringify({
          version: 4,
          terraform_version: '1.11.4',
          serial: 1,
          lineage: 'l',
          outputs: {},
          resources: [
            {
              module: 'module.globals',
              mode: 'managed',
              type: 'terraform_data',
              name: 'gone',
              provider: 'provider["terraform.io/builtin/terraform"]',
              instances: [
                {
                  schema_version: 0,
                  attributes: { id: 'x', input: null, output: null, triggers_replace: null },
                },
              ],
            },
          ],
        }),
      },
      true,
    )
    const step = asked.find((request) => request.kind === 'step')
    expect(step).toMatchObject({
      risk: 'high',
      preview: {
        warnings: expect.arrayContaining([
          `Runs beside the plan: local-exec of module.globals.terraform_data.gone (removed), when destroy: command = touch ${RAN}`,
        ]),
      },
    })
    expect(ran).toBe(false)
  })
})
