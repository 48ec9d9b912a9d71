import { CutoverError } from '@cutover/core'
import type { Fault, FaultRule } from '@cutover/simulator'

const KINDS: Readonly<Record<string, Fault>> = {
  throttle: { kind: 'throttle' },
  deny: { kind: 'deny' },
  'expire-credentials': { kind: 'expire-credentials' },
  'drop-before': { kind: 'drop', when: 'before' },
  'drop-after': { kind: 'drop', when: 'after' },
  'fail-job': { kind: 'job', fault: { kind: 'fail' } },
}

/** For the help of `--fault`. */
export const FAULT_HELP = `<kind>:<service>[:<Operation>[:<nth>]], kinds: ${Object.keys(KINDS).join(', ')}`

/**
 * `throttle:rds:CopyDBSnapshot:1` → the first such request is throttled. Without a number, it strikes once.
 * @throws CutoverError `usage/invalid`
 */
export function parseFault(text: string): FaultRule {
  const [kind = '', service = '', operation, nth, ...rest] = text.split(':')
  const fault = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  const number = nth === undefined ? undefined : Number(nth)
  const isCount = number === undefined || (Number.isInteger(number) && number > 0)
  if (fault === undefined || service === '' || operation === '' || !isCount || rest.length > 0)
    throw new CutoverError({
      code: 'usage/invalid',
      fault: 'operator',
      message: `--fault ${text} is not understood.`,
      next: `--fault ${FAULT_HELP}; for example throttle:rds:CopyDBSnapshot:1`,
    })
  return {
    match: {
      service,
      ...(operation === undefined ? {} : { operation }),
      ...(number === undefined ? {} : { nth: number }),
    },
    fault,
    times: 1,
  }
}
