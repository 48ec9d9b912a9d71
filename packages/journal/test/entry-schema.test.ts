import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { entryProblem, metadataProblem } from '../src/check.js'
import { composeMetadata } from '../src/compose.js'
import {
  APPROVAL_CLASS_EVENTS,
  createMemoryJournal,
  ENTRY_DATA_SCHEMAS,
  EVENTS,
  ExecutionLogSchema,
  JournalEntrySchema,
  JournalMetadataSchema,
} from '../src/index.js'
import { appendAll, collect, METADATA, steppingClock } from './support/samples.js'

const strict = (schema: object): ValidateFunction =>
  new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema)

const isEntry = strict(JournalEntrySchema)

async function entries(): Promise<Record<string, unknown>[]> {
  const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
  await appendAll(store)
  return (await collect(store.entries())) as unknown as Record<string, unknown>[]
}

describe('the schema of the execution log', () => {
  it('accepts a journal read back as one document', async () => {
    const isLog = strict(ExecutionLogSchema)
    const metadata = composeMetadata(METADATA).value
    expect(isLog({ metadata, entries: await entries() })).toBe(true)
    expect(isLog({ metadata, entries: [{}] })).toBe(false)
    expect(isLog({ metadata: { ...metadata, approval_mode: 'none' }, entries: [] })).toBe(false)
  })

  it('has data for every event and an operator for every decision', () => {
    expect(Object.keys(ENTRY_DATA_SCHEMAS).sort()).toEqual([...EVENTS].sort())
    expect(EVENTS).toEqual(expect.arrayContaining([...APPROVAL_CLASS_EVENTS]))
    expect(new Set(EVENTS).size).toBe(EVENTS.length)
  })

  it('has a data schema per event that a strict validator accepts', () => {
    for (const event of EVENTS) expect(() => strict(ENTRY_DATA_SCHEMAS[event])).not.toThrow()
  })
})

describe('the fast checks and the published schema', () => {
  const odd = fc.oneof(
    fc.constant(undefined),
    fc.constant(null),
    fc.constant(''),
    fc.constant('e0'),
    fc.constant('e12'),
    fc.constant(1.5),
    fc.constant(0),
    fc.constant(-1),
    fc.constant('2026-03-01T08:00:00Z'),
    fc.constant('ab'.repeat(32)),
    fc.constant('AB'.repeat(32)),
    fc.constant('0123abcd'),
    fc.jsonValue({ maxDepth: 2 }),
  )

  it('agree on every entry with any one member changed', async () => {
    const samples = await entries()
    const members = Object.keys(samples[0] ?? {})
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.constantFrom(...members), odd, (entry, member, value) => {
        const changed = JSON.parse(JSON.stringify({ ...entry, [member]: value })) as unknown
        expect([entryProblem(changed), isEntry(changed)]).toEqual(
          isEntry(changed) ? [null, true] : [expect.any(String), false],
        )
      }),
      { seed: 11, numRuns: 3000 },
    )
  })

  it('agree on data with any one member changed', async () => {
    const samples = await entries()
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(20), odd, (entry, which, value) => {
        const data = entry.data as Record<string, unknown>
        const member = Object.keys(data)[which % Object.keys(data).length] ?? ''
        const changed = JSON.parse(
          JSON.stringify({ ...entry, data: { ...data, [member]: value } }),
        ) as unknown
        expect(entryProblem(changed) === null).toBe(isEntry(changed))
      }),
      { seed: 12, numRuns: 3000 },
    )
  })

  it('agree on metadata and on what is no object at all', () => {
    const isMetadata = strict(JournalMetadataSchema)
    const good = composeMetadata(METADATA).value
    const values = [
      good,
      { ...good, run_id: '' },
      { ...good, checklist_refs: 'x' },
      { ...good, more: 1 },
      null,
      [],
      'x',
    ]
    for (const value of values) expect(metadataProblem(value) === null).toBe(isMetadata(value))
    for (const value of [null, [], 'x', 4]) expect(entryProblem(value)).toMatch(/object/)
  })

  it('limit the tails to 2 KiB of UTF-8, which a schema cannot say', async () => {
    const [entry] = await entries()
    expect(entryProblem({ ...entry, stderr_tail: 'é'.repeat(1024) })).toBeNull()
    expect(entryProblem({ ...entry, stderr_tail: 'é'.repeat(1025) })).toMatch(/stderr_tail.*2 KiB/)
    expect(entryProblem({ ...entry, stdout_tail: 'x'.repeat(2049) })).toMatch(/stdout_tail.*2 KiB/)
  })

  it('take no time that a clock cannot show, which a reader would stumble over', async () => {
    const [entry] = await entries()
    const times = ['2026-13-01T00:00:00.000Z', '2026-99-99T99:99:99.999Z', '2026-01-32T24:00:00.000Z']
    for (const at of times) expect(entryProblem({ ...entry, at })).toMatch(/"at" has to be/)
    for (const month of [1, 2, 12])
      for (const at of [Date.UTC(2028, month - 1, 29), Date.UTC(2026, month, 1) - 1])
        expect(entryProblem({ ...entry, at: new Date(at).toISOString() })).toBeNull()
  })

  it('say what was found, shortened', async () => {
    const [entry] = await entries()
    expect(entryProblem({ ...entry, event: 'x'.repeat(500) })?.length).toBeLessThan(120)
    expect(entryProblem({ ...entry, event: undefined })).toMatch(/missing/)
  })
})
