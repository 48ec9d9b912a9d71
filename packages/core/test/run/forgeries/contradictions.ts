import { changed, type Forgery, is, isRollback, OTHER, type Pick, withData } from './tools.js'

const isProbe =
  (side: string): Pick =>
  (entry) =>
    entry.event === 'sso-probe-passed' && entry.data.side === side

/** What an entry says twice, or what is said elsewhere too, and does not agree. */
export const CONTRADICTIONS: readonly Forgery[] = [
  {
    what: 'a result that worked and is in doubt',
    of: 'completed',
    forge: withData(is('executed'), { in_doubt: true }),
    reason: /says that it worked, and that nobody knows/,
  },
  {
    what: 'a result that worked with credentials that had expired',
    of: 'completed',
    forge: withData(is('executed'), { credentials: true }),
    reason: /says that it worked, and that its credentials had expired/,
  },
  {
    what: 'a result that worked and ended with an exit code of failure',
    of: 'completed',
    forge: changed(is('executed'), () => ({ exit_code: 1 })),
    reason: /its exit code is 1, and its result says otherwise/,
  },
  {
    what: 'an exit code of something that does not exit',
    of: 'completed',
    forge: changed(is('approved'), () => ({ exit_code: 0 })),
    reason: /what is approved has no exit code/,
  },
  {
    what: 'the state of a job where there is none',
    of: 'completed',
    forge: changed(is('executed'), () => ({ poll_state: 'available' })),
    reason: /what is executed polls nothing/,
  },
  {
    what: 'a call that is not that of its step',
    of: 'completed',
    forge: changed(is('executing'), ({ data }) => ({
      cmd: 'aws rds delete-db-snapshot',
      data: { ...data, call: 'aws rds delete-db-snapshot' },
    })),
    reason: /its call is not that of its step/,
  },
  {
    what: 'another command than the call beside it',
    of: 'completed',
    forge: changed(is('executing'), () => ({ cmd: 'aws rds delete-db-snapshot' })),
    reason: /it names two calls/,
  },
  {
    what: 'a rollback with the call of its step',
    of: 'rolled-back',
    forge: (entries) => {
      const { call } = entries.find(is('executing'))?.data ?? {}
      return changed(isRollback, ({ data }) => ({ cmd: String(call), data: { ...data, call } }))(entries)
    },
    reason: /its call is not that of its step/,
  },
  {
    what: 'a rollback that is bound to an observation',
    of: 'rolled-back',
    forge: withData(isRollback, { observation_hash: OTHER }),
    reason: /only an execution is bound to what was shown/,
  },
  {
    what: 'a profile that belongs to a third account',
    of: 'completed',
    forge: withData(isProbe('target'), { account_id: '333333333333' }),
    reason: /said to belong to 333333333333, and the target is 222222222222/,
  },
  {
    what: 'a profile of no account',
    of: 'completed',
    forge: withData(isProbe('source'), { account_id: undefined }),
    reason: /said to belong to no account/,
  },
  {
    what: 'a profile that the run was not started with',
    of: 'completed',
    forge: withData(isProbe('source'), { profile: 'somebody-else' }),
    reason: /the source profile of this process is legacy, not somebody-else/,
  },
  {
    what: 'an observation that no verification made',
    of: 'completed',
    forge: withData(is('step-succeeded'), { observed: { shared: true } }),
    reason: /what it observed is not what its verification found/,
  },
  {
    what: 'the lock of a process that did not hold it',
    of: 'resumed',
    forge: changed(
      ({ event }) => event === 'lock-taken-over-from-stale',
      ({ data }) => ({ data: { ...data, previous: { ...(data.previous as object), operator: 'mallory' } } }),
    ),
    reason: /the lock that it took was another one/,
  },
]
