import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCli } from '../../src/program.js'
import { fakeHost } from '../support/fake-host.js'
import { contentsOf, runCopy } from '../support/run-copy.js'

test('compile writes the steps, private to the operator, and shows the summary', async () => {
  const directory = await runCopy()
  const host = fakeHost()
  expect(await runCli(['compile', directory], host)).toBe(0)
  expect(host.out()).toContain('Total steps:       5')
  const path = join(directory, 'execution-steps.json')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const first = await readFile(path)
  expect(await runCli(['compile', directory], fakeHost())).toBe(0)
  expect((await readFile(path)).equals(first)).toBe(true)
})

test('open parameters are listed with a skeleton to fill in, and nothing is compiled', async () => {
  const directory = await runCopy()
  await rm(join(directory, 'step-inputs.json'))
  const host = fakeHost()
  expect(await runCli(['compile', directory], host)).toBe(8)
  expect(host.out()).toContain('1 parameter cannot be known from the artifacts')
  expect(host.out()).toContain('exempt_principal_arns')
  const files = await contentsOf(directory)
  expect(files['execution-steps.json']).toBeUndefined()
  expect(JSON.parse(files['step-inputs.todo.json'] ?? '')).toHaveProperty('dp-2')
})

test('the steps of a run that has begun are not overwritten', async () => {
  const directory = await runCopy()
  await runCli(['rehearse', directory], fakeHost({ nowMs: 0 }))
  const rehearsal = join(directory, 'rehearsals/1970-01-01T00-00-00')
  for (const name of ['execution-log.jsonl', 'execution-steps.json'])
    await writeFile(join(directory, name), await readFile(join(rehearsal, name)))
  const host = fakeHost()
  expect(await runCli(['compile', directory], host)).toBe(3)
  expect(host.err()).toContain('it is not overwritten')
  expect(host.err()).toContain('--resume')
})

test('a broken input is named with file and place', async () => {
  const directory = await runCopy()
  await writeFile(join(directory, 'dependency-graph.json'), '{')
  const host = fakeHost()
  expect(await runCli(['compile', directory], host)).toBe(3)
  expect(host.err()).toContain('dependency-graph.json')
  expect(host.err()).toContain('input/not-json')
})
