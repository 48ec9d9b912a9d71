import { changed, type Forgery, is, lacking, OTHER, withData } from './tools.js'

export const EXECUTIONS: readonly Forgery[] = [
  {
    what: 'an execution of another observation',
    of: 'completed',
    forge: withData(is('executing'), { observation_hash: OTHER }),
    reason: /executes something else than was approved/,
  },
  {
    what: 'an execution with another token',
    of: 'completed',
    forge: withData((entry) => is('executing')(entry) || is('executed')(entry), { token: OTHER }),
    reason: /its token is not that of this attempt/,
  },
  {
    what: 'an execution that is a later attempt',
    of: 'completed',
    forge: withData(is('executing'), { attempt: 2 }),
    reason: /it is attempt 2, and this would be 1/,
  },
  {
    what: 'an execution in the other account',
    of: 'completed',
    forge: withData(is('executing'), { account: '222222222222' }),
    reason: /sent to account 222222222222, and the step belongs to 111111111111/,
  },
  {
    what: 'an execution that is called a rollback',
    of: 'completed',
    forge: withData(is('executing'), { kind: 'rollback' }),
    reason: /executes a rollback/,
  },
  {
    what: 'no intent',
    of: 'completed',
    forge: lacking(is('executing')),
    reason: /executed .* cannot come here/,
  },
  {
    what: 'no result',
    of: 'completed',
    forge: lacking(is('executed')),
    reason: /verify-passed .* cannot come here, only executed/,
  },
  {
    what: 'the result of another attempt',
    of: 'completed',
    forge: withData(is('executed'), { token: OTHER }),
    reason: /result of another attempt/,
  },
  {
    what: 'a failure that is verified as if it were none',
    of: 'completed',
    forge: changed(is('executed'), (entry) => ({
      exit_code: 1,
      data: {
        ...entry.data,
        ok: false,
        error: { name: 'AccessDenied', message: 'no', request_id: null, http_status: 403, code: null },
      },
    })),
    reason: /verify-passed .* cannot come here/,
  },
  {
    what: 'an error in a result that worked',
    of: 'completed',
    forge: withData(is('executed'), {
      error: { name: 'AccessDenied', message: 'no', request_id: null, http_status: 403, code: null },
    }),
    reason: /with which error it failed/,
  },
]
