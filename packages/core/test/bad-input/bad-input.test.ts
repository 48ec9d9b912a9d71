import { readdir } from 'node:fs/promises'
import { preflightError } from '../../src/preflight/report.js'
import { loadRunDirectory } from '../../src/rundir/load.js'
import { preflight } from '../preflight/fakes.js'
import { BAD_INPUTS } from './cases.js'
import { withRunCopy } from './run-copy.js'

test('the copy that the cases break is valid: pre-flight passes', async () => {
  await withRunCopy(async (copy) => {
    const report = await preflight(copy.path)
    expect(report.rows.filter((row) => row.ok !== 'ok')).toEqual([])
    expect(preflightError(report)).toBeNull()
  })
})

test.each(BAD_INPUTS.map((bad) => [bad.name, bad] as const))(
  '%s stops the run with its own message and next step',
  async (_name, bad) => {
    await withRunCopy(async (copy) => {
      const changes = await bad.break(copy)
      const before = await readdir(copy.path)
      const report = await preflight(copy.path, changes ?? {})
      const error = preflightError(report)
      expect(error?.code).toBe(bad.code)
      const failed = report.rows.find((row) => row.ok === 'failed')
      expect(failed?.name).toBe(bad.check)
      const said = [error?.message, ...(error?.details ?? [])].join('\n')
      for (const part of bad.says) expect(said).toContain(part)
      expect(error?.next).toContain(bad.next)
      expect(await readdir(copy.path)).toEqual(before)
    })
  },
)

test.each(BAD_INPUTS.filter((bad) => bad.check === 'inputs').map((bad) => [bad.name, bad] as const))(
  '%s is refused by loading too, with the same code',
  async (_name, bad) => {
    await withRunCopy(async (copy) => {
      const changes = await bad.break(copy)
      const loading = loadRunDirectory(changes?.directory ?? copy.path)
      await expect(loading).rejects.toMatchObject({ name: 'CutoverError', code: bad.code })
    })
  },
)

test('everything that is wrong is reported at once, each line naming its file', async () => {
  await withRunCopy(async (copy) => {
    await copy.remove('migration-plan.json')
    await copy.write('dependency-graph.json', '[')
    await copy.edit('cutover-checklist-data-plane.json', (text) => text.replace('"dp-1"', '1'))
    await expect(loadRunDirectory(copy.path)).rejects.toMatchObject({
      details: [
        expect.stringMatching(
          /^cutover-checklist-data-plane\.json \/phases\/0\/during_cutover\/0\/id: expected text/,
        ),
        'migration-plan.json: the file is missing.',
        expect.stringMatching(/^dependency-graph\.json: not valid JSON at line 1, column 2/),
      ],
    })
  })
})
