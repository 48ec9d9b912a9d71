/**
 * An error as AWS would answer it. Thrown by service behaviour; the codec renders it in the protocol of the
 * service, so that the SDK parses it into an exception of this name.
 */
export class AwsError extends Error {
  /** The wire code, for example `DBSnapshotNotFound` (RDS strips the `Fault` of its model's shape names). */
  readonly code: string
  readonly httpStatus: number
  /** Extra members of the modelled error shape, for example `retryAfterSeconds`. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, httpStatus = 400, members: Record<string, unknown> = {}) {
    super(message)
    this.name = 'AwsError'
    this.code = code
    this.httpStatus = httpStatus
    this.members = members
  }
}
