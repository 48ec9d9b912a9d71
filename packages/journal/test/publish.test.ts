import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemJournalFs } from '../src/index.js'
import { publishBy } from '../src/publish.js'
import { temporaryFolder } from './support/places.js'

const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code })
}

describe('publishing a file under its final name', () => {
  it('copies where there are no hard links', () => {
    let copied = 0
    for (const code of ['EPERM', 'ENOTSUP', 'ENOSYS']) publishBy(failing(code), () => (copied += 1))
    expect(copied).toBe(3)
  })

  it('does not copy over a name that exists, nor after any other failure', () => {
    const copy = () => {
      throw new Error('copied')
    }
    for (const code of ['EEXIST', 'ENOSPC', 'EXDEV'])
      expect(() => publishBy(failing(code), copy)).toThrow(code)
    expect(() => publishBy(failing('EPERM'), failing('EEXIST'))).toThrow('EEXIST')
  })

  it('fails on the real file system when the name exists', () => {
    const folder = temporaryFolder()
    const [from, to] = [join(folder, 'from'), join(folder, 'to')]
    writeFileSync(from, 'new')
    systemJournalFs.publish(from, to)
    writeFileSync(`${from}2`, 'newer')
    expect(() => systemJournalFs.publish(`${from}2`, to)).toThrow(expect.objectContaining({ code: 'EEXIST' }))
    expect(readFileSync(to, 'utf8')).toBe('new')
  })
})
