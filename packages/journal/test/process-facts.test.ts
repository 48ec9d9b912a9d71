import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { systemProcessFacts } from '../src/index.js'

describe('facts about processes', () => {
  const facts = systemProcessFacts()

  it('recognise this process as alive, and only with its own start time', () => {
    expect(facts.pid).toBe(process.pid)
    expect(facts.isAlive(facts.pid, facts.startTime)).toBe(true)
    expect(facts.isAlive(facts.pid, `${facts.startTime}0`)).toBe(false)
    expect(systemProcessFacts()).toMatchObject({ startTime: facts.startTime, host: facts.host })
  })

  it('recognise a process that was killed as dead', async () => {
    const child = spawn('sleep', ['60'])
    await once(child, 'spawn')
    const pid = Number(child.pid)
    expect(facts.isAlive(pid, 'unknown start')).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(facts.isAlive(pid, 'unknown start')).toBe(false)
  })

  it('recognise a process of another user as running', () => {
    // Process 1 exists everywhere; its start time is not this one.
    expect(facts.isAlive(1, 'unknown start')).toBe(false)
  })
})
