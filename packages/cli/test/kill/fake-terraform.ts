import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** In `terraform/root`, one line for each apply that took effect. */
export const APPLIED_FILE = 'applied.tfstate'

/**
 * A program `terraform` that keeps a real state: it plans what the module's files declare and the state lacks,
 * saves plans, refuses stale ones, and changes its state file atomically. It creates nothing anywhere else.
 * @param applyMs how long an apply takes
 */
export function writeFakeTerraform(folder: string, applyMs = 0): void {
  const path = join(folder, 'terraform')
  writeFileSync(path, `#!${process.execPath}\nconst APPLY_MS = ${applyMs}\n${PROGRAM}`)
  chmodSync(path, 0o755)
}

const PROGRAM = `
const fs = require('node:fs')
const [command, ...args] = process.argv.slice(2)
const last = args.at(-1)
const STATE = 'terraform.tfstate'
const state = fs.existsSync(STATE) ? JSON.parse(fs.readFileSync(STATE, 'utf8')) : null
const serial = state === null ? 0 : state.serial
const print = (value) => fs.writeSync(1, JSON.stringify(value) + '\\n')
const modules = () => [...fs.readFileSync('main.tf', 'utf8').matchAll(/^module "([^"]+)"/gm)].map((m) => m[1])
const declared = (module) => {
  const text = fs.readFileSync('../modules/' + module + '/main.tf', 'utf8')
  return [...text.matchAll(/^resource "([^"]+)" "([^"]+)"/gm)].map(([, type, name]) => ({ type, name, address: 'module.' + module + '.' + type + '.' + name }))
}
const fail = (summary) => {
  print({ '@level': 'error', '@message': 'Error: ' + summary, type: 'diagnostic', diagnostic: { severity: 'error', summary, detail: '' } })
  process.exitCode = 1
}
const commands = {
  init() {},
  version: () => fs.writeSync(1, 'Terraform v1.11.4\\n'),
  validate: () => print({ format_version: '1.0', valid: true, diagnostics: [] }),
  plan() {
    const module = args.find((arg) => arg.startsWith('-target=')).slice('-target=module.'.length)
    const have = new Set(state === null ? [] : state.resources)
    const changes = declared(module).map((resource) => ({ ...resource, exists: have.has(resource.address) }))
    fs.writeFileSync(args.find((arg) => arg.startsWith('-out=')).slice('-out='.length), JSON.stringify({ serial, changes }))
    print({ '@level': 'info', '@message': 'Plan: ' + changes.filter((c) => !c.exists).length + ' to add', type: 'change_summary' })
  },
  show() {
    const plan = JSON.parse(fs.readFileSync(last, 'utf8'))
    const change = ({ exists, name }) =>
      exists
        ? { actions: ['no-op'], before: { name }, after: { name }, after_unknown: {} }
        : { actions: ['create'], before: null, after: { name }, after_unknown: { id: true } }
    print({
      format_version: '1.2',
      terraform_version: '1.11.4',
      complete: true,
      errored: false,
      resource_changes: plan.changes.map((c) => ({ address: c.address, mode: 'managed', type: c.type, name: c.name, change: change(c) })),
      configuration: { root_module: { module_calls: Object.fromEntries(modules().map((name) => [name, {}])) } },
    })
  },
  apply() {
    const plan = JSON.parse(fs.readFileSync(last, 'utf8'))
    if (plan.serial !== serial) return fail('Saved plan is stale')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, APPLY_MS)
    const created = plan.changes.filter((c) => !c.exists).map((c) => c.address)
    fs.appendFileSync('${APPLIED_FILE}', JSON.stringify(created) + '\\n')
    const resources = [...(state === null ? [] : state.resources), ...created]
    fs.writeFileSync(STATE + '.new', JSON.stringify({ serial: serial + 1, resources }), { mode: 0o600 })
    fs.renameSync(STATE + '.new', STATE)
    for (const address of created) print({ '@level': 'info', '@message': address + ': Creation complete', type: 'apply_complete' })
  },
  state() {
    if (state !== null) return fs.writeSync(1, state.resources.join('\\n') + '\\n')
    fs.writeSync(2, 'Error: No state file was found!\\n')
    process.exitCode = 1
  },
}
if (commands[command] === undefined) throw new Error('the stand-in has no ' + command)
commands[command]()
`
