import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type ProcessSystem, processFactsOf, processStartTime, systemProcessFacts } from '../src/index.js'

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

describe('facts about the processes of this machine', () => {
  const facts = systemProcessFacts()

  it('recognise this process as alive, and only with its own start time', () => {
    expect(facts.pid).toBe(process.pid)
    expect(facts.isAlive(facts.pid, facts.startTime)).toBe(true)
    expect(facts.isAlive(facts.pid, `${facts.startTime}0`)).toBe(false)
    expect(processStartTime(process.pid)).toBe(facts.startTime)
    expect(systemProcessFacts()).toMatchObject({ startTime: facts.startTime, host: facts.host })
  })

  it('recognise a process that was killed as dead', async () => {
    const child = spawn('sleep', ['60'])
    await once(child, 'spawn')
    const pid = Number(child.pid)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(facts.isAlive(pid, facts.startTime)).toBe(false)
  })
})

describe('facts about the processes of an imagined machine', () => {
  /** Fields 3 to 22 of /proc/<pid>/stat: the state first, the start time last. */
  const stat = (name: string, state: string, ticks: number): string =>
    `41 (${name}) ${state} ${Array.from({ length: 18 }, (_, index) => index).join(' ')} ${ticks} 0 0`

  function linux(files: Record<string, string>, changes: Partial<ProcessSystem> = {}): ProcessSystem {
    return {
      pid: 41,
      platform: 'linux',
      hostname: 'host-a',
      readText(path) {
        const text = { '/proc/sys/kernel/random/boot_id': 'boot-1\n', ...files }[path]
        if (text === undefined) throw systemError('ENOENT')
        return text
      },
      readLink: () => 'pid:[4026531836]',
      ps: () => '',
      probe: () => undefined,
      ...changes,
    }
  }

  it('on Linux tell a start from one at the same tick after another boot', () => {
    const files = { '/proc/41/stat': stat('node', 'R', 777) }
    const facts = processFactsOf(linux(files))
    expect(facts).toMatchObject({ pid: 41, startTime: 'boot-1/777', host: 'host-a' })
    expect(facts.isAlive(41, 'boot-1/777')).toBe(true)
    expect(facts.isAlive(41, 'boot-0/777')).toBe(false)
  })

  it('are not misled by a name with parentheses and blanks', () => {
    const files = { '/proc/41/stat': stat('a) R 1 (b', 'S', 778) }
    expect(processFactsOf(linux(files)).startTime).toBe('boot-1/778')
  })

  it('take a zombie for dead, and a process that cannot be looked at for alive', () => {
    const files = { '/proc/41/stat': stat('node', 'R', 777), '/proc/42/stat': stat('gone', 'Z', 5) }
    const facts = processFactsOf(linux(files))
    expect(facts.isAlive(42, 'boot-1/5')).toBe(false)
    expect(facts.isAlive(43, 'boot-1/6')).toBe(true)
  })

  it("take another user's process for existing, and a missing one for dead", () => {
    const files = { '/proc/41/stat': stat('node', 'R', 777) }
    const probe = (code: string) => ({
      probe: () => {
        throw systemError(code)
      },
    })
    expect(processFactsOf(linux(files, probe('EPERM'))).isAlive(41, 'boot-1/777')).toBe(true)
    expect(processFactsOf(linux(files, probe('ESRCH'))).isAlive(41, 'boot-1/777')).toBe(false)
  })

  it('name the pid namespace of a container, in which pids mean something else', () => {
    const files = { '/proc/41/stat': stat('node', 'R', 777) }
    const inside = processFactsOf(linux(files, { readLink: () => 'pid:[4026532999]' }))
    expect(inside.host).toBe('host-a/pid:[4026532999]')
  })

  it('come from ps where there is no /proc', () => {
    const changes = {
      platform: 'darwin',
      ps: (args: readonly string[]) => (args.includes('41') ? 'Sun Mar  1 08:00:00 2026\n' : '\n'),
      readLink: () => {
        throw systemError('ENOENT')
      },
    }
    const facts = processFactsOf(linux({}, changes))
    expect(facts).toMatchObject({ startTime: 'Sun Mar  1 08:00:00 2026', host: 'host-a' })
    expect(facts.isAlive(41, 'Sun Mar  1 08:00:01 2026')).toBe(false)
  })

  it('cannot do without the start time of this very process', () => {
    expect(() => processFactsOf(linux({}))).toThrow(/start time of process 41/)
    expect(() => processFactsOf(linux({ '/proc/41/stat': '41 (cut off) R 1' }))).toThrow(/start time/)
  })
})
