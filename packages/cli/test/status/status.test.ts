import { type Status, stateOf } from '../../src/status/status.js'
import { statusScreen } from '../../src/status/status-lines.js'
import { renderScreen } from '../../src/terminal/screen.js'

const begun = { started: {} as never, ended: null }
const halted = { ...begun, ended: { verdict: 'halted', halt_reason: null, halt_step_id: null } as const }

test.each([
  [begun, 'live', 'live', 'running'],
  [begun, 'live', 'free', 'running'],
  [begun, 'free', 'live', 'running'],
  [begun, 'stale', 'stale', 'interrupted'],
  [begun, 'free', 'free', 'interrupted'],
  [halted, 'live', 'free', 'halted'],
  [halted, 'stale', 'stale', 'halted'],
  [halted, 'free', 'live', 'running'],
  [begun, 'foreign', 'foreign', 'running'],
  [halted, 'foreign', 'foreign', 'halted'],
  [{ started: null, ended: null }, 'free', 'free', 'not started'],
] as const)(
  'a run that is %j under a lock that was %s and is %s is called %s',
  (run, before, after, state) => {
    expect(stateOf(run, before, after)).toBe(state)
  },
)

test('a run that nobody is at says what may still run in AWS, and what may be frozen', () => {
  const status: Status = {
    directory: '/run',
    runId: 'r-1',
    rehearsal: false,
    state: 'interrupted',
    why: null,
    holder: { pid: 7, host: 'bastion', operator: 'ada' },
    steps: { total: 5, succeeded: 3, skipped: 0, failed: 0, rolled_back: 0, blocked: 0, not_reached: 2 },
    current: { stepId: 'dp-phase2-001-copy', description: 'Copy.', phase: 'approval-requested' },
    lastEntryAt: '2026-10-12T08:00:00.000Z',
    frozen: [],
    mayStillRun: ['dp-phase2-001-copy'],
    warnings: ['arn:aws:s3:::bucket may be frozen'],
    entries: 7,
  }
  const lines = renderScreen(statusScreen(status, Date.UTC(2026, 9, 12, 9)), {
    width: 80,
    colour: false,
    unfolded: true,
  })
  expect(lines.join('\n')).toContain('dp-phase2-001-copy (asked, not answered)')
  expect(lines.join('\n')).toContain('its lock is left over: pid 7 on bastion')
  expect(lines.join('\n')).toMatch(
    /May run\s+dp-phase2-001-copy\n.*Warnings\s+arn:aws:s3:::bucket may be frozen/s,
  )
})
