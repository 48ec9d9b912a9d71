import fc from 'fast-check'
import type { CompileCatalog } from '../../src/compile/action.js'
import { compile } from '../../src/compile/compile.js'
import { looksLikeStepId } from '../../src/compile/order/slug.js'
import type { Compiled } from '../../src/compile/output/result.js'
import { serialiseSteps } from '../../src/compile/output/serialise.js'
import { todoSkeleton } from '../../src/compile/resolve/todo.js'
import type { Artifacts } from '../../src/model/artifacts/artifacts.js'
import type { Json } from '../../src/model/json.js'
import { HANDOFF_STEP_ID } from '../../src/model/step.js'
import { artifacts, operation } from './artifacts.js'
import { checklists, shuffled } from './checklists.js'
import { testCatalog } from './test-catalog.js'

const catalogs = fc.constantFrom(
  testCatalog(),
  testCatalog({ apiCalls: true }),
  testCatalog({ without: ['s3-sync'] }),
)

const phasesOf = (a: Artifacts) => [...a.controlPlane.phases, ...a.dataPlane.phases]
const itemIds = (a: Artifacts) =>
  phasesOf(a).flatMap((p) =>
    [...p.pre_cutover, ...p.during_cutover, ...p.post_cutover].map((item) => item.id),
  )

/**
 * The same checklists with an example in the place of every open parameter. Twice, since the kind of a snapshot
 * decides what else its restore needs.
 */
function filledIn(
  input: Artifacts,
  catalog: CompileCatalog,
  instead: (example: Json) => Json = (example) => example,
): Artifacts {
  const inputs: Record<string, Record<string, Json>> = {}
  for (let round = 0; round < 2; round += 1) {
    for (const { key, param, example } of compile({ ...input, stepInputs: inputs }, catalog).unresolved) {
      inputs[key] = { ...inputs[key], [param]: instead(example ?? {}) }
    }
  }
  return { ...input, stepInputs: inputs }
}

/** Fits no parameter, so that the error about it has to quote it. */
const MISFIT: Json = [{ zone: 'z', account: { region: 'r', id: 'i' }, key: null }]

/** Everything that compile says, as bytes: steps, errors, warnings, what is open, and the skeleton to fill in. */
function bytesOf(compiled: Compiled): string {
  const { steps, ...rest } = compiled
  return [serialiseSteps(steps), JSON.stringify(rest), JSON.stringify(todoSkeleton(rest.unresolved))].join()
}

test('C1: an input that does not fit is quoted in one order, whatever its own was', () => {
  const input = artifacts({ data: { 1: { during_cutover: [operation('share', 'kms-grant', {})] } } })
  const open = compile(input, testCatalog()).unresolved[0]
  const given = (value: Json): Artifacts => ({
    ...input,
    stepInputs: { share: { [open?.param ?? '']: value } },
  })
  const errors = [
    { b: 1, a: { d: 2, c: 3 } },
    { a: { c: 3, d: 2 }, b: 1 },
  ].map((value) => compile(given(value), testCatalog()).errors)
  expect(errors[0]).toEqual([expect.stringContaining('is {"a":{"c":3,"d":2},"b":1}: ')])
  expect(errors[1]).toEqual(errors[0])
})

test('C2: no signed item and no gate is lost', () => {
  fc.assert(
    fc.property(checklists, catalogs, (input, catalog) => {
      const { steps, unresolved } = compile(input, catalog)
      const traced = new Set([
        ...steps.flatMap((s) => s.checklist_item_ids),
        ...unresolved.map((u) => u.itemId),
      ])
      expect(itemIds(input).filter((id) => !traced.has(id))).toEqual([])
      const shown = new Set(steps.flatMap((s) => (s.params.criteria ?? []) as string[]))
      const criteria = phasesOf(input).flatMap((p) => p.go_no_go_gate?.criteria ?? [])
      expect(criteria.filter((c) => !shown.has(`[go/no-go] ${c}`))).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('C1: the same inputs give the same bytes, whatever the order of their keys', () => {
  fc.assert(
    fc.property(
      checklists,
      catalogs,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }),
      (input, catalog, dice) => {
        let at = 0
        const random = () => dice[at++ % dice.length] ?? 0
        for (const one of [input, filledIn(input, catalog), filledIn(input, catalog, () => MISFIT)])
          expect(bytesOf(compile(shuffled(one, random), catalog))).toBe(bytesOf(compile(one, catalog)))
      },
    ),
    { numRuns: 40 },
  )
})

test('C1: compiling changes nothing that it was given', () => {
  fc.assert(
    fc.property(checklists, (input) => {
      const before = JSON.stringify(input)
      compile(input, testCatalog())
      expect(JSON.stringify(input)).toBe(before)
    }),
    { numRuns: 30 },
  )
})

test('C3: steps are in the order of planes and phases, unique, and require only what comes before', () => {
  fc.assert(
    fc.property(checklists, catalogs, (input, catalog) => {
      const { steps } = compile(input, catalog)
      const place = (s: (typeof steps)[number]) =>
        s.step_id === HANDOFF_STEP_ID ? 6.5 : s.plane === 'control' ? s.phase_number : 6 + s.phase_number
      const places = steps.map(place)
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect(new Set(steps.map((s) => s.step_id)).size).toBe(steps.length)
      expect(steps.filter((s) => !looksLikeStepId(s.step_id))).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('C3: with every parameter given, a step requires only what comes before it, and the handoff', () => {
  let whole = 0
  fc.assert(
    fc.property(checklists, catalogs, (input, catalog) => {
      const { steps, unresolved, errors } = compile(filledIn(input, catalog), catalog)
      expect(unresolved).toEqual([])
      if (errors.length > 0) return
      whole += 1
      const seen = new Set<string>()
      for (const step of steps) {
        expect(step.requires.filter((id) => !seen.has(id))).toEqual([])
        if (step.plane === 'data') expect(step.requires).toContain(HANDOFF_STEP_ID)
        seen.add(step.step_id)
      }
      expect(itemIds(input).filter((id) => !steps.some((s) => s.checklist_item_ids.includes(id)))).toEqual([])
    }),
    { numRuns: 50 },
  )
  expect(whole).toBeGreaterThan(20)
})

test('ids number the steps of a phase from 001 without a gap', () => {
  fc.assert(
    fc.property(checklists, (input) => {
      const handed = Object.fromEntries(itemIds(input).map((id) => [id, { manual: true as const }]))
      const { steps } = compile({ ...input, stepInputs: handed }, testCatalog())
      const counters = new Map<string, number>()
      for (const { step_id: id } of steps) {
        if (id === HANDOFF_STEP_ID) continue
        const [, phase = '', seq = ''] = /^(.p-phase\d)-(\d{3})-/.exec(id) ?? []
        const next = (counters.get(phase) ?? 0) + 1
        counters.set(phase, next)
        expect(Number(seq)).toBe(next)
      }
    }),
    { numRuns: 50 },
  )
})

test('handing every item to people leaves nothing open', () => {
  fc.assert(
    fc.property(checklists, (input) => {
      const handed = Object.fromEntries(itemIds(input).map((id) => [id, { manual: true as const }]))
      const { unresolved, steps } = compile({ ...input, stepInputs: handed }, testCatalog())
      const typed = steps.filter((s) => !['manual-decision', 'terraform-apply'].includes(s.action))
      expect(unresolved).toEqual([])
      expect(typed).toEqual([])
      const traced = new Set(steps.flatMap((s) => s.checklist_item_ids))
      expect(itemIds(input).filter((id) => !traced.has(id))).toEqual([])
    }),
    { numRuns: 40 },
  )
})

test('an unfilled skeleton changes nothing: every parameter stays open', () => {
  fc.assert(
    fc.property(checklists, (input) => {
      const first = compile(input, testCatalog())
      const stepInputs = todoSkeleton(first.unresolved) as Artifacts['stepInputs']
      const second = compile({ ...input, stepInputs }, testCatalog())
      expect(second.unresolved.map((u) => [u.itemId, u.action, u.param])).toEqual(
        first.unresolved.map((u) => [u.itemId, u.action, u.param]),
      )
    }),
    { numRuns: 100 },
  )
})

test('10,000 items compile in about a second', () => {
  const many = (prefix: string) =>
    Array.from({ length: 834 }, (_, i) =>
      i % 2 === 0
        ? operation(`${prefix}-${i}`, 'manual-decision', { command: 'aws rds describe-db-instances --x <y>' })
        : operation(`${prefix}-${i}`, 'kms-grant', {
            command: `aws kms create-grant --key-id k-${prefix}-${i}`,
          }),
    )
  const control = Array.from({ length: 834 }, (_, i) => i)
  const input = artifacts({
    control: Object.fromEntries(
      [0, 1, 2, 3, 4, 5, 6].map((number) => [
        number,
        {
          during_cutover: control.map((i) => ({
            id: `c${number}-${i}`,
            description: 'Do it.',
            operation_type: 'aws-cli' as const,
            command: 'aws s3api create-bucket --bucket b',
          })),
        },
      ]),
    ),
    data: Object.fromEntries(
      [1, 2, 3, 4, 5].map((number) => [number, { during_cutover: many(`d${number}`) }]),
    ),
  })
  compile(input, testCatalog())
  const before = process.cpuUsage()
  const { steps, errors } = compile(input, testCatalog())
  const { user, system } = process.cpuUsage(before)
  expect(errors).toEqual([])
  expect(steps).toHaveLength(12 * 834 + 1)
  // Processor time, so that a busy machine does not count; the collector's threads do, hence the margin.
  expect((user + system) / 1_000).toBeLessThan(2_000)
})
