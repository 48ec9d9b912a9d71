import { AwsError } from '../../kernel/error.js'

/** RDS errors that several operations answer, by wire code. */

export function notFound(kind: 'DBInstance' | 'DBSnapshot', id: string): AwsError {
  return new AwsError(`${kind}NotFound`, `${kind} ${id} not found.`, 404)
}

export function clusterNotFound(id: string): AwsError {
  return new AwsError('DBClusterNotFoundFault', `DBCluster ${id} not found.`, 404)
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message)
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message)
}

export function invalidInstanceState(message: string): AwsError {
  return new AwsError('InvalidDBInstanceState', message)
}

export function invalidClusterState(message: string): AwsError {
  return new AwsError('InvalidDBClusterStateFault', message)
}

export function invalidMarker(): AwsError {
  return invalidValue('Invalid or expired marker.')
}

/** Lower-cases an identifier of an instance, cluster, snapshot or group. */
export function assertIdentifier(parameter: string, value: string | undefined, maxLength = 63): string {
  if (value === undefined || value === '') {
    throw invalidValue(`The parameter ${parameter} must be provided and must not be blank.`)
  }
  if (value.length > maxLength || !/^[a-zA-Z](-?[a-zA-Z0-9])*$/.test(value)) {
    throw invalidValue(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain ` +
        'only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
    )
  }
  return value.toLowerCase()
}

/** @throws AwsError outside 20 to 100, the page sizes of the Describe operations */
export function assertMaxRecords(maxRecords: number | undefined): number {
  const limit = maxRecords ?? 100
  if (limit < 20 || limit > 100) {
    throw invalidValue(`Invalid value ${limit} for MaxRecords. Must be between 20 and 100`)
  }
  return limit
}
