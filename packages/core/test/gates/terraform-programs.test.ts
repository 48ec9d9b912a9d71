import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ApprovalProvider, ApprovalRequest } from '../../src/model/approvals.js'
import { type Rehearsal, rehearsalOf } from '../run/rehearsal.js'
import { requireTools } from '../support/tools.js'
import { put, runnerFor } from '../terraform/workspace.js'

const CALL = 'module "globals" {\n  source = "../modules/globals"\n}\n'

interface Walked {
  readonly asked: readonly ApprovalRequest[]
  /** Whether terraform had been started when the plan was asked about. */
  readonly startedBeforeYes: boolean
  readonly error: { readonly message: string; readonly details: readonly string[] } | null
  readonly rehearsal: Rehearsal
}

const rehearsals: Rehearsal[] = []
afterAll(async () => {
  for (const rehearsal of rehearsals) await rehearsal.dispose()
})

/** A run with the real terraform over these files; the plan gets a yes where `go`, every step an abort. */
async function walked(files: Readonly<Record<string, string>>, go: boolean): Promise<Walked> {
  const rehearsal = await rehearsalOf('minimal')
  rehearsals.push(rehearsal)
  const terraform = join(rehearsal.directory, 'terraform')
  rmSync(terraform, { recursive: true })
  for (const [path, text] of Object.entries(files)) put(join(terraform, path), text)
  const asked: ApprovalRequest[] = []
  let startedBeforeYes = false
  const approvals: ApprovalProvider = {
    async decide(request) {
      asked.push(request as ApprovalRequest)
      if (request.kind === 'plan') startedBeforeYes = existsSync(join(terraform, 'root/.terraform'))
      return { decision: request.kind === 'plan' ? (go ? 'go' : 'no-go') : 'abort' } as never
    },
  }
  const error = await rehearsal
    .run(approvals, {
      terraform: () => runnerFor(rehearsal.directory),
    })
    .then(
      () => null,
      (cause: Walked['error']) => cause,
    )
  return { asked, startedBeforeYes, error, rehearsal }
}

requireTools('terraform')('before a yes', () => {
  test('no program that the files name runs: not in pre-flight, and its command stands in the plan’s question', async () => {
    const external = 'data "external" "e" {\n  program = ["sh", "-c", "touch ran"]\n}\n'
    const { asked, startedBeforeYes, rehearsal } = await walked(
      { 'root/main.tf': CALL, 'modules/globals/main.tf': external },
      false,
    )
    expect(startedBeforeYes).toBe(false)
    expect(readdirSync(join(rehearsal.directory, 'terraform/root'))).toEqual(['main.tf'])
    const [plan] = asked
    expect(plan).toMatchObject({ kind: 'plan' })
    const lines = plan?.kind === 'plan' ? plan.summaryLines : []
    expect(lines).toContainEqual(expect.stringContaining('nothing of this has run yet'))
    expect(lines).toContainEqual('  data "external" "e" of module.globals runs: sh -c touch ran')
  })

  test('a provider with the source’s profile does not reach terraform', async () => {
    const provider = 'provider "aws" {\n  profile = "legacy"\n}\n'
    const { asked, error, rehearsal } = await walked(
      { 'root/main.tf': `${provider}${CALL}`, 'modules/globals/main.tf': '' },
      true,
    )
    expect(asked).toEqual([])
    expect(error?.message).toContain(
      'Terraform was not started. terraform/root/main.tf: provider "aws" sets profile',
    )
    expect(existsSync(join(rehearsal.directory, 'terraform/root/.terraform'))).toBe(false)
  })

  test('a credential process beside the module does not run', async () => {
    const account = (rehearsal: string) => `\n  allowed_account_ids = ["${rehearsal}"]\n`
    const provider = `provider "aws" {\n  shared_config_files = ["../aws.conf"]${account('222222222222')}}\n`
    const { asked, error, rehearsal } = await walked(
      {
        'root/main.tf': `${provider}${CALL}`,
        'modules/globals/main.tf': '',
        'aws.conf': '[default]\ncredential_process = touch ran\n',
      },
      true,
    )
    expect(asked).toEqual([])
    expect(error?.message).toContain('credential_process stands in that file')
    expect(readdirSync(join(rehearsal.directory, 'terraform/root'))).toEqual(['main.tf'])
  })
})

requireTools('terraform')('a step’s own question', () => {
  test('has the command of a local-exec, and calls the step risky', async () => {
    const { asked, rehearsal } = await walked(
      {
        'root/main.tf': CALL,
        'modules/globals/main.tf':
          'resource "terraform_data" "one" {\n  provisioner "local-exec" {\n    command = "touch ran"\n  }\n}\n',
      },
      true,
    )
    const step = asked.find((request) => request.kind === 'step')
    expect(step).toMatchObject({
      risk: 'high',
      preview: {
        warnings: expect.arrayContaining([
          'Runs beside the plan: local-exec of module.globals.terraform_data.one: command = touch ran',
        ]),
        observation: {
          programs: ['local-exec of module.globals.terraform_data.one: command = touch ran'],
        },
      },
    })
    expect(existsSync(join(rehearsal.directory, 'terraform/root/ran'))).toBe(false)
  })
})

requireTools('terraform')('after the yes, before the first step', () => {
  test('a plan of everything tells of a removal that no module’s plan has', async () => {
    const removed = 'removed {\n  from = terraform_data.gone\n  lifecycle {\n    destroy = false\n  }\n}\n'
    const { asked, rehearsal } = await walked(
      {
        'root/main.tf': `${CALL}${removed}`,
        'modules/globals/main.tf': 'resource "terraform_data" "one" {}\n',
        'root/terraform.tfstate': JSON.stringify({
          version: 4,
          terraform_version: '1.5.0',
          serial: 1,
          lineage: 'l',
          outputs: {},
          resources: [
            {
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
    const [plan] = asked
    expect(plan?.kind === 'plan' ? plan.summaryLines : []).toContainEqual(
      expect.stringContaining('removes terraform_data.gone from the configuration'),
    )
    const looks = (await rehearsal.journal()).filter(
      ({ event, step_id }) => event === 'preview-shown' && step_id === 'run',
    )
    expect(looks).toEqual([
      expect.objectContaining({
        data: expect.objectContaining({
          warnings: [expect.stringContaining('drop terraform_data.gone from the state')],
        }),
      }),
    ])
  })
})
