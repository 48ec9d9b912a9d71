import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { requireTools } from '../../../core/test/support/tools.js'
import { Stage } from '../kill/stage.js'
import { BAD_RUNS, type BadRun } from './cases.js'

interface Told {
  readonly code: number | null
  /** What was printed, with every run of blanks and line breaks as one blank. */
  readonly text: string
}

async function tell(stage: Stage, bad: BadRun, directory: string): Promise<Told> {
  const command = [...(bad.under ?? []), ...stage.commandLine(directory, ...(bad.options ?? []))]
  const told = (code: number | null, text: string) => ({ code, text: text.replaceAll(/\s+/g, ' ') })
  if (bad.terminal === 'none') {
    const [file = '', ...args] = command
    const { status, stdout, stderr } = spawnSync(file, args, { env: stage.env, encoding: 'utf8' })
    return told(status, stdout + stderr)
  }
  const pane = await stage.tmux.open(command, { columns: 200, rows: 50 })
  const { code } = await pane.ended()
  return told(code, await pane.text())
}

/** Every file below a folder, with its content. */
function contentsOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    names.flatMap((name) => {
      const path = join(name.parentPath, name.name)
      if (name.isSymbolicLink()) return [[path, readlinkSync(path)] as const]
      return name.isFile() ? [[path, readFileSync(path, 'utf8')] as const] : []
    }),
  )
}

requireTools('tmux')('cutover run, given what it cannot run', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.set()
  }, 60_000)
  afterAll(() => stage.strike())

  test.each(BAD_RUNS.map((bad) => [bad.name, bad] as const))(
    '%s: says what, where, why and what to type next, and leaves nothing behind but what is due',
    async (_name, bad) => {
      const run = stage.directory()
      const { inputs } = run
      const mode = 0o755
      await bad.arrange?.(inputs, stage, run)
      const directory = bad.directory?.(inputs) ?? run.path
      const lookedAt = () => {
        chmodSync(run.path, mode)
        return contentsOf(run.path)
      }
      const unreadable = bad.under !== undefined
      const before = unreadable ? new Map<string, string>() : lookedAt()
      const told = await tell(stage, bad, directory)
      const after = lookedAt()

      for (const part of [...bad.says, bad.next]) expect(told.text).toContain(part)
      expect(told.text).toContain('Next ')
      expect(told.text).not.toMatch(/ at \S+ \(?(file:|node:|\/)/)
      expect(told.code).toBe(bad.exitCode)

      const journal = join(run.path, 'execution-log.jsonl')
      const expected = new Map(unreadable ? contentsOf(run.path) : before)
      if (bad.leaves === 'one failed pre-flight') {
        expect(run.events()).toEqual(['step-failed'])
        expect((await run.verified()).ok).toBe(true)
        expected.set(journal, readFileSync(journal, 'utf8'))
      } else if (unreadable) expect(existsSync(journal)).toBe(false)
      expect([...after.keys()].sort()).toEqual([...expected.keys()].sort())
      expect(after).toEqual(expected)
    },
  )
})
