import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BoundedOutput } from '../../src/terraform/bounded-output.js'
import { type ChildOptions, runChild } from '../../src/terraform/child-process.js'

describe('what a command writes', () => {
  test('is collected and handed on line by line, whatever the pieces', () => {
    const lines: string[] = []
    const output = new BoundedOutput((stream, line) => lines.push(`${stream} ${line}`), 1_000)
    for (const piece of ['a', 'b\nc', '', '\n\nd']) output.add('stdout', piece)
    output.add('stderr', 'e')
    output.end()
    expect(lines).toEqual(['stdout ab', 'stdout c', 'stdout ', 'stdout d', 'stderr e'])
    expect(output.text).toEqual({ stdout: 'ab\nc\n\nd', stderr: 'e' })
    expect(output.isOver).toBe(false)
  })

  test('is collected up to the limit; beyond it only the end is, and one line says so', () => {
    const lines: string[] = []
    const output = new BoundedOutput((_, line) => lines.push(line), 1_000_000)
    for (let count = 0; count < 40; count += 1) output.add('stdout', `${'x'.repeat(49_999)}\n`)
    output.add('stdout', 'the end')
    output.end()
    expect(output.isOver).toBe(true)
    expect(output.text.stdout.length).toBeLessThan(300_000)
    expect(output.text.stdout.endsWith('the end')).toBe(true)
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toContain('longer than 1000000 characters')
  })
})

test('a program that never stops writing is interrupted, once, and waited for', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'cutover-flood-'))
  try {
    let written = 0
    const program = `
      let interrupted = 0
      process.on('SIGINT', () => { interrupted += 1; setTimeout(() => process.exit(40 + interrupted), 300) })
      const write = () => { if (interrupted === 0) { require('node:fs').writeSync(1, 'x'.repeat(1 << 20)); setTimeout(write, 5) } }
      write()`
    const options: ChildOptions = {
      ...{ file: process.execPath, args: ['-e', program], cwd, env: {} },
      signal: new AbortController().signal,
      onStarted: () => undefined,
      onEnded: () => undefined,
      onText: (_, text) => {
        written += text.length
      },
      shouldInterrupt: () => written > 8 * 1024 * 1024,
    }
    expect(await runChild(options)).toEqual({ exitCode: 41, endedBy: null })
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
})
