import type { VirtualClock } from './clock.js'
import type { WorldState } from './world.js'

/** Who is calling, told from the access key of the request's signature. */
export interface Caller {
  readonly accountId: string
  /** `arn:aws:iam::…:role/x`, `arn:aws:iam::…:user/x` or `arn:aws:iam::…:root`: what policies name. */
  readonly principalArn: string
  /** What STS answers: for an assumed role `arn:aws:sts::…:assumed-role/x/session`. */
  readonly sessionArn: string
}

/** Everything that a service operation may use. */
export interface CallContext {
  readonly world: WorldState
  readonly caller: Caller
  readonly region: string
  readonly clock: VirtualClock
  readonly requestId: string
  /** Durations of asynchronous work are multiplied by this; 1 is realistic, 0 makes everything immediate. */
  readonly durationScale: number
}

/**
 * One operation: takes the decoded input (SDK member names, typed values: Date, number, Uint8Array …) and
 * answers the decoded output, or throws an {@link AwsError}. Streaming blobs are Uint8Arrays on both sides.
 */
export type Operation<In = never, Out = unknown> = (input: In, call: CallContext) => Out | Promise<Out>

/** An operation together with what is said of it: none is modelled without a word about how far. */
export interface ModelledOperation {
  readonly run: Operation
  /** One or two sentences: what it does, and what is not modelled. The source of the behaviour document. */
  readonly note: string
}

/** Pairs an operation with its note. */
export function modelled(run: Operation, note: string): ModelledOperation {
  return { run, note }
}

/**
 * The behaviour of one AWS service. The codec takes names, protocol, members and error shapes from the SDK
 * client's own run-time schemas; only behaviour is written here. An operation that is not listed answers
 * `501 NotImplemented` and names itself.
 */
export interface ServiceBehaviour {
  /** The endpoint prefix used in signatures: `rds`, `s3`, `kms`, `iam`, `sts`, `dynamodb`, `secretsmanager`, `route53` … */
  readonly signingName: string
  readonly operations: Readonly<Record<string, ModelledOperation>>
  /**
   * The actions and resources that a request needs, where they are not simply `service:Operation` on what the
   * input names. Asked when the simulator enforces identity policies; undefined leaves it to the general rule.
   */
  readonly permissions?: (
    operation: string,
    input: Readonly<Record<string, unknown>>,
    call: CallContext,
  ) => readonly Permission[] | undefined
}

/** One action on one resource, as policies are evaluated. */
export interface Permission {
  readonly action: string
  /** An ARN, or `*` where the operation has no resource or it is not known. */
  readonly resource: string
  /** Condition keys that only this action of the request has, in lower case. */
  readonly context?: Readonly<Record<string, readonly string[]>>
}
