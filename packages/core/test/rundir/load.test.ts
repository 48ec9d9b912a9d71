import { runDirectoryPath } from '../../src/rundir/files.js'
import { latestInputTimeMs } from '../../src/rundir/latest-date.js'
import { loadRunDirectory } from '../../src/rundir/load.js'
import { readProblem } from '../../src/rundir/problems.js'
import { withRunCopy } from '../bad-input/run-copy.js'

test('a run directory is loaded whole: artifacts, modules, inputs, sign-offs', async () => {
  await withRunCopy(async (copy) => {
    await copy.editJson('step-inputs.json', (inputs) =>
      Object.assign(inputs, { $schema: 'step-inputs.schema.json' }),
    )
    const run = await loadRunDirectory(copy.path)
    expect(run.path).toBe(copy.path)
    expect(run.artifacts.controlPlane.phases).toHaveLength(7)
    expect(run.artifacts.terraformModules).toEqual(['globals'])
    expect(Object.keys(run.artifacts.stepInputs)).not.toContain('$schema')
    expect(run.signatures).toMatchObject({ control: { kind: 'signed' }, data: { kind: 'signed' } })
  })
})

test('step inputs are optional, further members are accepted, and an unsigned plan can be looked at', async () => {
  await withRunCopy(async (copy) => {
    await copy.remove('step-inputs.json')
    await copy.editJson('hardcoded-values.json', (values) =>
      Object.assign(values, { generated_by: { model: 'x' } }),
    )
    await copy.write('cutover-checklist-control-plane.md', '# Nothing signed\n')
    const run = await loadRunDirectory(copy.path)
    expect(run.artifacts.stepInputs).toEqual({})
    expect(run.signatures.control).toMatchObject({ kind: 'not-signed', reason: 'absent' })
  })
})

test('the same document is the same artifact, however it is indented', async () => {
  await withRunCopy(async (copy) => {
    const before = await loadRunDirectory(copy.path)
    await copy.editJson('migration-plan.json', () => {})
    await copy.edit('migration-plan.json', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`)
    const after = await loadRunDirectory(copy.path)
    expect(after.artifacts).toEqual(before.artifacts)
    expect(after.digests['migration-plan.json']).not.toBe(before.digests['migration-plan.json'])
  })
})

test('a rehearsal can begin after everything was captured and signed', async () => {
  await withRunCopy(async (copy) => {
    await copy.sign('data', '2026-10-14')
    const run = await loadRunDirectory(copy.path)
    expect(latestInputTimeMs(run)).toBe(Date.parse('2026-10-14T00:00:00Z'))
  })
})

test.each([
  ['ENOENT', 'input/missing-file', 'the file is missing'],
  ['EACCES', 'input/unreadable', 'permission denied'],
  ['EIO', 'input/unreadable', 'the disk reported an error'],
])('%s becomes words', (code, expected, words) => {
  const problem = readProblem('x.json', Object.assign(new Error('raw'), { code }))
  expect(problem).toMatchObject({ code: expected, message: expect.stringContaining(words) })
})

test('the planner’s folder follows from root, profiles and run id', () => {
  const parts = { root: '/m', sourceProfile: 'old', targetProfile: 'new', runId: 'r1' }
  expect(runDirectoryPath(parts)).toBe('/m/runs/old-to-new-r1')
  for (const runId of ['', '..', 'a/b', 'a\\b'])
    expect(() => runDirectoryPath({ ...parts, runId })).toThrow('cannot be part of a folder')
})
