import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { columns } from '../../src/terminal/text.js'
import { runCopy } from '../support/run-copy.js'
import { openTerminal, type Terminal, tmuxMissing } from './tmux.js'

const missing = tmuxMissing()
if (missing !== null && process.env.CUTOVER_REQUIRE_TOOLS === '1')
  throw new Error(`${missing}, and CUTOVER_REQUIRE_TOOLS demands it`)
const atTerminal = missing === null ? describe : describe.skip

async function withTerminal(
  words: readonly string[],
  use: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = await openTerminal(...words)
  try {
    await use(terminal)
  } finally {
    await terminal.close()
  }
}

async function journalOf(directory: string): Promise<string> {
  return await readFile(join(await outputsOf(directory), 'execution-log.jsonl'), 'utf8')
}

async function outputsOf(directory: string): Promise<string> {
  const [name = ''] = await readdir(join(directory, 'rehearsals'))
  return join(directory, 'rehearsals', name)
}

atTerminal(`on a real terminal${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test('what was typed before the first question came answers nothing', async () => {
    const directory = await runCopy()
    await withTerminal(['rehearse', directory], async ({ sees, press, screen }) => {
      await press(...Array.from({ length: 10 }, () => ['Down', 'Enter']).flat())
      await sees('? Go, or no-go?')
      await press('C-c')
      await sees('HALTED')
      expect(await screen()).not.toContain('Step 1 of')
    })
  })

  test('keys that keep coming, as fast as tmux sends them, approve nothing; a deliberate one does', async () => {
    const directory = await runCopy()
    await withTerminal(['rehearse', directory], async ({ sees, press, flood, screen }) => {
      const stop = flood('j', 'Enter')
      await sees('Keys pressed before the question was complete were thrown away.')
      // Several times as long as the quiet that a question waits for, drawn in full.
      await delay(4_000)
      expect(await screen()).toContain('· Go, or no-go? › keys keep coming')
      expect(await screen()).not.toMatch(/[?✔✖❯] *Go|Step 1 of/)
      await stop()
      await sees('? Go, or no-go?')
      await press('j', 'Enter')
      // The next question is put while keys come, too.
      const stopAgain = flood('j', 'Enter')
      await sees('Step 1 of 5')
      await sees('thrown away.')
      await delay(2_000)
      expect(await screen()).toContain('· What do you decide? › keys keep coming')
      await stopAgain()
      const journal = await journalOf(directory)
      expect(journal).not.toMatch(/"event":"(executing|skipped|aborted)"/)
      // The one that was given on purpose: go.
      expect(journal.split('"event":"approved"')).toHaveLength(2)
      await sees('? What do you decide?')
      await press('j', 'Enter')
      await sees('done')
    })
    expect((await journalOf(directory)).split('"event":"approved"')).toHaveLength(3)
  }, 120_000)

  test('a rehearsal is walked by keys, prompt after prompt, and fits into 80 columns', async () => {
    const directory = await runCopy()
    await withTerminal(['rehearse', directory], async ({ sees, press, screen }) => {
      await sees('? Go, or no-go?')
      await press('Enter')
      await sees('? Go, or no-go?')
      await press('Down', 'Enter')
      await sees('Step 1 of 5')
      await sees('? What do you decide?')
      await press('Down', 'Enter')
      await sees('? Pass the gate?')
      await press('Down', 'Enter')
      await sees('Criterion 1 of 2')
      await sees('? Is it met?')
      await press('Down', 'Enter')
      await sees('Criterion 2 of 2')
      await sees('? Is it met?')
      await press('Down', 'Enter')
      await sees('? Is target-cutover-data-plane attached?')
      await press('Down', 'Enter')
      await sees('Step 3 of 5')
      await sees('? What do you decide?')
      await press('Down', 'Down', 'Down', 'Down', 'Down', 'Enter')
      await sees('COMPLETED')
      await sees('EXIT:0')
      for (const line of (await screen()).split('\n')) expect(columns(line)).toBeLessThanOrEqual(80)
    })
    const summary = await readFile(join(await outputsOf(directory), 'execution-summary.json'), 'utf8')
    expect(JSON.parse(summary)).toMatchObject({ verdict: 'completed', rehearsal: true })
  })

  test('Ctrl-C at a prompt halts, and the terminal is as it was', async () => {
    const directory = await runCopy()
    await withTerminal(['rehearse', directory], async ({ sees, press }) => {
      await sees('? Go, or no-go?')
      await press('Down', 'Enter')
      await sees('? What do you decide?')
      await press('C-c')
      await sees('HALTED')
      await sees('EXIT:130')
      await press('still here', 'Enter')
      await sees('still here')
    })
    expect(await readdir(await outputsOf(directory))).not.toContain('RUNNING.lock')
  })

  test('a terminal that is closed approves nothing: the run halts and lets go of its lock', async () => {
    const directory = await runCopy()
    await withTerminal(['rehearse', directory], async ({ sees, press }) => {
      await sees('? Go, or no-go?')
      await press('Down', 'Enter')
      await sees('? What do you decide?')
    })
    const outputs = await outputsOf(directory)
    for (let looks = 0; looks < 200 && (await readdir(outputs)).includes('RUNNING.lock'); looks += 1)
      await delay(50)
    expect(await readdir(outputs)).not.toContain('RUNNING.lock')
    const journal = await readFile(join(outputs, 'execution-log.jsonl'), 'utf8')
    expect(journal).toContain('"verdict":"halted"')
    expect(journal).not.toContain('"executing"')
  })

  test('a job that is being waited for can be left alone by a key', async () => {
    const directory = await runCopy('orders-platform')
    await withTerminal(['rehearse', directory, '--time-scale', '1'], async ({ sees, press, screen }) => {
      await sees('? Go, or no-go?')
      await press('Down', 'Down', 'Down', 'Enter')
      await sees('d detach')
      await press('d')
      await sees('HALTED')
      await sees('EXIT:4')
      expect(await screen()).toMatch(/left dp-\S+ *\n? *running/)
    })
  })
})
