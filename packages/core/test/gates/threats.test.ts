import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createControls } from '../../src/run/controls.js'
import type { RunEvent } from '../../src/run/observer.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { resignedChecklist } from './resign.js'

let rehearsal: Rehearsal
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal')
})
afterEach(() => rehearsal.dispose())

const mutations = () => rehearsal.seeded.simulator.log.mutations()
const journalPath = () => join(rehearsal.directory, 'execution-log.jsonl')

async function textsBelow(directory: string): Promise<readonly (readonly [string, string])[]> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true })
  const read = files
    .filter((file) => file.isFile())
    .map(async (file) => [file.name, await readFile(join(file.parentPath, file.name), 'utf8')] as const)
  return await Promise.all(read)
}

describe('hostile command text', () => {
  test.each([
    ['a command substitution', (marker: string) => `$(touch ${marker})`],
    ['backticks', (marker: string) => `\`touch ${marker}\``],
    ['another command behind it', (marker: string) => `; touch ${marker}`],
    ['another command after a line break', (marker: string) => `\\ntouch ${marker}`],
    ['a redirection', (marker: string) => `> ${marker}`],
    ['a pipe', (marker: string) => `| tee ${marker}`],
  ])('with %s is never executed, whoever signed it', async (_, attack) => {
    const folder = await mkdtemp(join(tmpdir(), 'cutover-marker-'))
    const marker = join(folder, 'was-here')
    await resignedChecklist(rehearsal.directory, (text) =>
      text
        .replace('--values-to-add 222222222222', `--values-to-add 222222222222 ${attack(marker)}`)
        .replace('Freeze writes to archive-invoices.', `Freeze writes. ${attack(marker)}`),
    )
    const result = await rehearsal.run(scriptedApprovals(YES)).catch((error: unknown) => error)
    expect(await readdir(folder)).toEqual([])
    // Either it is refused before anything is asked, or the typed step runs as it would have anyway.
    if (result instanceof Error) {
      expect(result).toMatchObject({ code: /^(compile|input)\// })
      expect(mutations()).toEqual([])
    } else expect(result).toMatchObject({ verdict: 'completed' })
    await rm(folder, { recursive: true })
  })

  test('has no shell to reach: two files start programs, each with an argument list', async () => {
    const sources = fileURLToPath(new URL('../../src/', import.meta.url))
    const starting = (await textsBelow(sources)).filter(([, text]) => text.includes('node:child_process'))
    expect(starting.map(([name]) => name).sort()).toEqual(['child-process.ts', 'environment.ts'])
    for (const [, text] of starting) {
      expect(text).not.toMatch(/shell:\s*true|\bexec\(|execSync|spawnSync/)
    }
  })
})

test('a path out of an artifact is opened in one place alone, which keeps it inside the run directory', async () => {
  const actions = fileURLToPath(new URL('../../src/actions/', import.meta.url))
  const opening = (await textsBelow(actions)).filter(([, text]) =>
    /from 'node:fs|import\('node:fs/.test(text),
  )
  expect(opening.map(([name]) => name)).toEqual([])
})

describe('hostile text in artifacts', () => {
  const ESCAPE = String.fromCharCode(27)
  test('reaches neither the reports as markup nor any terminal as an escape sequence', async () => {
    const attack = `\\u001b]0;owned\\u0007\\u001b[2J<script>alert(1)</script><img src=x onerror=alert(1)>`
    await resignedChecklist(rehearsal.directory, (text) =>
      text.replace('Freeze writes to archive-invoices.', `Freeze writes. ${attack}`),
    )
    // AWS too may be made to say such things: error messages repeat names.
    rehearsal.seeded.simulator.faults.add({
      match: { operation: 'PutBucketPolicy' },
      fault: {
        kind: 'fail',
        code: 'InvalidRequest',
        message: JSON.parse(`"Refused: ${attack}"`) as string,
      },
    })
    const approvals = scriptedApprovals({ kinds: { ...YES.kinds, failure: { decision: 'stop' } } })
    expect((await rehearsal.run(approvals)).verdict).toBe('halted')
    const written = new Map(await textsBelow(rehearsal.directory))
    const html = written.get('execution-report.html') ?? ''
    expect(html).toContain('Refused:')
    expect(html).not.toMatch(/<script|<img/i)
    for (const name of ['execution-report.html', 'execution-report.md']) {
      expect(written.get(name)).toBeDefined()
      expect(written.get(name)?.includes(ESCAPE)).toBe(false)
      expect(written.get(name)).not.toContain(String.fromCharCode(7))
    }
    // JSON escapes control characters by itself.
    expect(written.get('execution-log.jsonl')?.includes(ESCAPE)).toBe(false)
  })
})

describe('a shared machine', () => {
  test('finds nothing of a run that others may read or write', async () => {
    // Somebody made it before, for everybody.
    await mkdir(join(rehearsal.directory, 'execution'), { recursive: true })
    await chmod(join(rehearsal.directory, 'execution'), 0o777)
    await rehearsal.run(scriptedApprovals(YES))
    const inputs = new Set(
      await readdir(join(fileURLToPath(new URL('../../../../examples/minimal', import.meta.url)))),
    )
    const made = (await readdir(rehearsal.directory)).filter(
      (name) => !inputs.has(name) || name === 'execution',
    )
    expect(made).toEqual(expect.arrayContaining(['execution', 'execution-log.jsonl', 'execution-steps.json']))
    const below = (await readdir(join(rehearsal.directory, 'execution'))).map((name) =>
      join('execution', name),
    )
    for (const name of [...made, ...below]) {
      const { mode } = await stat(join(rehearsal.directory, name))
      expect([name, mode & 0o077]).toEqual([name, 0])
    }
  })
})

/** Runs up to the freeze, which nobody answers. */
async function haltAtFreeze(): Promise<void> {
  const freeze = rehearsal.steps.find((step) => step.action === 'freeze-writes')?.step_id ?? ''
  const nobody = scriptedApprovals({
    kinds: {
      ...YES.kinds,
      step: ({ step }) => (step.step_id === freeze ? undefined : { decision: 'approve' }),
    },
  })
  expect((await rehearsal.run(nobody)).verdict).toBe('halted')
}

describe('a tampered journal', () => {
  test.each<readonly [string, (text: string) => string]>([
    ['a step said to be done', (text) => text.replace('"approval-requested"', '"step-succeeded"')],
    ['an operator replaced', (text) => text.replaceAll('"operator":"ada"', '"operator":"eve"')],
    ['an entry taken out', (text) => text.split('\n').toSpliced(6, 1).join('\n')],
    [
      'two entries exchanged',
      (text) => {
        const lines = text.split('\n')
        return lines.toSpliced(5, 2, lines[6] ?? '', lines[5] ?? '').join('\n')
      },
    ],
    [
      'an approval put in',
      (text) => {
        const lines = text.split('\n')
        const yes = lines.find((line) => line.includes('"event":"approved"') && line.includes('dp-')) ?? ''
        return [...lines.slice(0, -1), yes, ''].join('\n')
      },
    ],
  ])('with %s is not resumed, and not written to', async (_, tamper) => {
    await haltAtFreeze()
    const before = mutations().length
    const text = tamper(await readFile(journalPath(), 'utf8'))
    await writeFile(journalPath(), text)
    await expect(rehearsal.run(scriptedApprovals(YES), { resume: true })).rejects.toMatchObject({
      code: 'journal/corrupt',
    })
    expect(await readFile(journalPath(), 'utf8')).toBe(text)
    expect(mutations()).toHaveLength(before)
  })

  test('is no way to other steps: a changed steps file or input ends the resume before it begins', async () => {
    await haltAtFreeze()
    const steps = join(rehearsal.directory, 'execution-steps.json')
    const original = await readFile(steps, 'utf8')
    await writeFile(steps, original.replace('222222222222', '333333333333'))
    const changed = { code: 'input/changed' }
    await expect(rehearsal.run(scriptedApprovals(YES), { resume: true })).rejects.toMatchObject(changed)
    await writeFile(steps, original)
    await appendFile(join(rehearsal.directory, 'dependency-graph.json'), '\n')
    await expect(rehearsal.run(scriptedApprovals(YES), { resume: true })).rejects.toMatchObject(changed)
  })
})

describe('a stolen approval', () => {
  test('of one process is not used by the next: what was approved and not sent is asked about again', async () => {
    const controls = createControls()
    const freeze = rehearsal.steps.find((step) => step.action === 'freeze-writes')?.step_id ?? ''
    // What is said after a stop is heard by nobody, so it comes when the yes is in the journal.
    const observer = {
      onEvent(event: RunEvent) {
        if (event.kind !== 'entry') return
        if (event.entry.step_id === freeze && event.entry.event === 'approved') controls.stop()
      },
    }
    const stopped = await rehearsal.run(scriptedApprovals(YES), { controls, observer })
    expect(stopped).toMatchObject({ verdict: 'halted', haltCause: 'interrupted' })
    const approved = (await rehearsal.journal()).filter(
      (entry) => entry.step_id === freeze && entry.event === 'approved',
    )
    expect(approved).toHaveLength(1)
    const before = mutations().length
    const silent = scriptedApprovals({ kinds: {} })
    const resumed = await rehearsal.run(silent, { resume: true })
    expect(resumed).toMatchObject({ verdict: 'halted', haltCause: 'approval', haltStepId: freeze })
    expect(silent.shown.map(({ request }) => request.kind)).toEqual(['resume'])
    expect(mutations()).toHaveLength(before)
  })

  test('from another run’s journal opens nothing: the inputs are not the ones that it was given for', async () => {
    await haltAtFreeze()
    const other = await rehearsalOf('minimal')
    await resignedChecklist(other.directory, (text) =>
      text.replace('Freeze writes to', 'Freeze all writes to'),
    )
    for (const name of ['execution-log.jsonl', 'execution-steps.json'])
      await copyFile(join(rehearsal.directory, name), join(other.directory, name))
    const approvals = scriptedApprovals(YES)
    await expect(other.run(approvals, { resume: true })).rejects.toMatchObject({ code: 'input/changed' })
    expect(approvals.shown).toEqual([])
    expect(other.seeded.simulator.log.mutations()).toEqual([])
    await other.dispose()
  })
})
