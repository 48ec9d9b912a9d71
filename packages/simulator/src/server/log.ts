/** What a request did to the world. `unknown`: the behaviour itself failed part-way. */
export type Effect = 'applied' | 'none' | 'unknown'

/** One request that reached the simulator, in the order of arrival. */
export interface RequestRecord {
  readonly sequence: number
  /** Virtual milliseconds since the epoch. */
  readonly atMs: number
  /** '' when the access key is unknown. */
  readonly accountId: string
  readonly principalArn: string
  /** The signing name. */
  readonly service: string
  readonly operation: string
  /** Decoded input; members that the service's model or name marks as secret are replaced. */
  readonly input: Readonly<Record<string, unknown>>
  readonly readOnly: boolean
  /** 'ok', the wire's error code, 'not-implemented', or 'pending' while the request is under way. */
  outcome: string
  effect: Effect
  /** The caller's mark at the time, see {@link RequestLog.tag}. */
  readonly tag?: string
}

export interface RequestLog {
  readonly records: readonly RequestRecord[]
  /** The requests that changed something. */
  mutations(): readonly RequestRecord[]
  /** Marks all following records, so that a test can tell phases apart; undefined ends it. */
  tag(name: string | undefined): void
  clear(): void
}

export interface WritableLog extends RequestLog {
  add(record: Omit<RequestRecord, 'sequence' | 'tag'>): RequestRecord
}

export function requestLog(): WritableLog {
  let records: RequestRecord[] = []
  let sequence = 0
  let current: string | undefined
  return {
    get records() {
      return records
    },
    mutations: () => records.filter((record) => !record.readOnly && record.effect !== 'none'),
    tag(name) {
      current = name
    },
    clear() {
      records = []
    },
    add(partial) {
      sequence += 1
      const record = { ...partial, sequence, ...(current === undefined ? {} : { tag: current }) }
      records.push(record)
      return record
    },
  }
}
