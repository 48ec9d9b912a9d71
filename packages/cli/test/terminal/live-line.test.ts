import { shellOf } from '../../src/shell.js'
import { createLiveDisplay, liveLine, type WaitingJob } from '../../src/terminal/live-line.js'
import { columns } from '../../src/terminal/text.js'
import { fakeHost } from '../support/fake-host.js'

const job: WaitingJob = {
  action: 'snapshot-copy',
  status: 'creating',
  progress: { percent: 42.7, ratePerSecond: 12 * 1024 ** 2, unit: 'bytes', etaSeconds: 300 },
  sinceMs: 0,
  cancellable: true,
  freezes: [
    {
      datastoreArn: 'arn:aws:s3:::x',
      sinceMs: 0,
      elapsedMs: 0,
      allowedMs: 1_800_000,
      exceeded: false,
      proven: true,
    },
  ],
}

test('the line tells status, percent, rate, estimate, elapsed time, freeze clock and keys', () => {
  const line = liveLine(job, 600_000, 200)
  for (const part of [
    'creating',
    '42 %',
    '12 MiB/s',
    'ETA 5 min',
    '10 min so far',
    'frozen 10 min/30 min',
    'd detach',
  ])
    expect(line).toContain(part)
})

test('the line never wraps, and a freeze over its time is loud', () => {
  expect(columns(liveLine(job, 600_000, 60))).toBeLessThan(60)
  expect(liveLine(job, 1_860_000, 200)).toContain('frozen 31 min/30 min OVER')
})

test('a share that AWS does not give is computed, and a count without a total is shown as it is', () => {
  expect(liveLine({ ...job, progress: { done: 25, total: 200, unit: 'items' } }, 0, 200)).toContain('12 %')
  expect(liveLine({ ...job, progress: { done: 25, unit: 'items' } }, 0, 200)).toContain('25 items')
})

test('on a terminal the line is redrawn in place and taken away; elsewhere nothing is drawn', () => {
  const host = fakeHost({ tty: true })
  const live = createLiveDisplay(
    shellOf(host),
    () => 60_000,
    () => 80,
  )
  live.show(job)
  host.tick()
  live.hide()
  expect(host.out().split('\r\x1b[2K')).toHaveLength(4)
  expect(host.out().endsWith('\r\x1b[2K')).toBe(true)
  const pipe = fakeHost()
  createLiveDisplay(
    shellOf(pipe),
    () => 0,
    () => 80,
  ).show(job)
  expect(pipe.out()).toBe('')
})
