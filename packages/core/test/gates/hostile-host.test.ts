import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const HOST = fileURLToPath(new URL('hostile-host.ts', import.meta.url))

/** A whole process: what it leaves behind, a rejection that nobody handles among it, ends it with another code. */
function host(mode: string) {
  const args = ['--conditions=@cutover/source', '--import', 'tsx', HOST, mode]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 })
  return { status, stderr, ended: stdout === '' ? null : (JSON.parse(stdout) as unknown) }
}

test.each([
  ['an observer that rejects every event', 'rejecting-observer'],
  ['an observer that never finishes with the first', 'hanging-observer'],
])(
  '%s costs a run nothing, and the lock is given back',
  (_, mode) => {
    expect(host(mode)).toEqual({
      status: 0,
      stderr: '',
      ended: { verdict: 'completed', cause: null, lock: false },
    })
  },
  120_000,
)

test('a provider that rejects after the run was stopped harms nobody', () => {
  expect(host('deaf-provider')).toEqual({
    status: 0,
    stderr: '',
    ended: { verdict: 'halted', cause: 'interrupted', lock: false },
  })
}, 120_000)
