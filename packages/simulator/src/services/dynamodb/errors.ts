import { AwsError } from '../../kernel/error.js'

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function resourceNotFound(tableName?: string): AwsError {
  const detail = tableName === undefined ? '' : `: Table: ${tableName} not found`
  return new AwsError('ResourceNotFoundException', `Requested resource not found${detail}`)
}

export function resourceInUse(message: string): AwsError {
  return new AwsError('ResourceInUseException', message)
}

export function tableNotFound(name: string): AwsError {
  return new AwsError('TableNotFoundException', `Table not found: ${name}`)
}
