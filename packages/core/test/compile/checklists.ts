import fc from 'fast-check'
import type { Artifacts } from '../../src/model/artifacts/artifacts.js'
import { CONTROL_OPERATION_TYPES } from '../../src/model/artifacts/control-plane-checklist.js'
import { DATA_OPERATION_TYPES, type FreezeWindow } from '../../src/model/artifacts/data-plane-checklist.js'
import { artifacts, datastore, SOURCE } from './artifacts.js'

const STORES = [
  'arn:aws:s3:::files',
  'arn:aws:s3:::logs',
  `arn:aws:rds:us-east-1:${SOURCE}:db:orders`,
  `arn:aws:rds:us-east-1:${SOURCE}:cluster:reports`,
  `arn:aws:dynamodb:us-east-1:${SOURCE}:table/events`,
]
const text = fc.string({ maxLength: 20 })
/** A decision of people without words would be refused: there would be nothing to decide. */
const description = fc.string({ minLength: 1, maxLength: 20 })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const command = fc.constantFrom(
  null,
  '',
  'aws sts get-caller-identity',
  'aws rds describe-db-instances --db-instance-identifier <db>',
  'aws kms create-grant --key-id k-1 ...',
  'aws dynamodb export-table-to-point-in-time --s3-bucket b --s3-prefix p --s3-bucket-owner 222222222222',
  "(set the parameter group to read only; don't forget)",
  '${ broken " quotes',
  'a && b | c > d',
)
const store = maybe(fc.constantFrom(...STORES))

const check = fc.record({
  description,
  owner_team: maybe(text),
  datastore_arn: store,
  verification_command: command,
})
const controlChange = fc.record({
  description,
  operation_type: fc.constantFrom(...CONTROL_OPERATION_TYPES),
  terraform_module: fc.constantFrom('networking', 'storage', 'module.storage'),
  command,
  verification_command: command,
})
const dataChange = fc.record({
  description,
  operation_type: fc.constantFrom(...DATA_OPERATION_TYPES),
  datastore_arn: store,
  tool: fc.constantFrom(null, 'aws-cli', 'Manual', 'DataSync', 'human'),
  command,
  verification_command: command,
  irreversible: fc.boolean(),
  time_box_minutes: fc.nat(90),
})
const gate = fc.record({
  criteria: fc.array(
    text.filter((t) => t !== ''),
    { maxLength: 2 },
  ),
  approvers: fc.array(text, { maxLength: 2 }),
})

/** Every item has an id of its own, as real checklists do. */
function withIds<T extends object>(prefix: string, items: readonly T[]): (T & { id: string })[] {
  return items.map((item, index) => ({ ...item, id: `${prefix}-${index}` }))
}

const phase = <T extends object>(change: fc.Arbitrary<T>) =>
  fc.record({
    pre: fc.array(check, { maxLength: 3 }),
    during: fc.array(change, { maxLength: 5 }),
    post: fc.array(check, { maxLength: 3 }),
    gate: fc.option(gate, { nil: undefined }),
  })

/** Checklists of any shape that the formats allow, with freeze windows over items that exist. */
export const checklists: fc.Arbitrary<Artifacts> = fc
  .record({
    control: fc.array(phase(controlChange), { minLength: 7, maxLength: 7 }),
    data: fc.array(phase(dataChange), { minLength: 5, maxLength: 5 }),
    windows: fc.array(
      fc.record({ store: fc.constantFrom(...STORES), begins: fc.nat(20), releases: maybe(fc.nat(20)) }),
      { maxLength: 3 },
    ),
    encrypted: fc.boolean(),
  })
  .map(({ control, data, windows, encrypted }) => {
    const lists = <T extends object>(
      prefix: string,
      p: { pre: readonly object[]; during: readonly T[]; post: readonly object[]; gate: unknown },
    ) => ({
      pre_cutover: withIds(`${prefix}-pre`, p.pre),
      during_cutover: withIds(`${prefix}-in`, p.during),
      post_cutover: withIds(`${prefix}-post`, p.post),
      ...(p.gate === undefined ? {} : { go_no_go_gate: p.gate }),
    })
    const phases = data.map((p, index) => lists(`dp${index + 1}`, p))
    const ids = phases
      .flatMap((p) => [...p.pre_cutover, ...p.during_cutover, ...p.post_cutover])
      .map((i) => i.id)
    const freezes: FreezeWindow[] = windows.flatMap((window) => {
      const begins = ids[window.begins]
      const releases = window.releases === null ? null : (ids[window.begins + 1 + window.releases] ?? null)
      if (begins === undefined) return []
      return [
        {
          datastore_arn: window.store,
          duration_minutes: 5,
          begins_at_step_id: begins,
          release_step_id: releases,
        },
      ]
    })
    return artifacts({
      control: Object.fromEntries(control.map((p, index) => [index, lists(`cp${index}`, p)])) as never,
      data: Object.fromEntries(phases.map((p, index) => [index + 1, p])) as never,
      freezes,
      datastores: STORES.map((arn) =>
        datastore(arn, { encryption: { at_rest: encrypted, requires_target_kms_grant: encrypted } }),
      ),
    })
  })

/** The same value with the members of every object in another order. */
export function shuffled<T>(value: T, random: () => number): T {
  if (Array.isArray(value)) return value.map((part) => shuffled(part, random)) as T
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, part]) => [random(), key, shuffled(part, random)] as const)
  return Object.fromEntries(entries.sort((a, b) => a[0] - b[0]).map(([, key, part]) => [key, part])) as T
}
