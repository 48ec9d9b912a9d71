import type { Database } from '../kinds/database.js'

/** One line for people. */
export function describeDatabase(database: Database): string {
  const shape = database.instanceClass === null ? '' : `, ${database.instanceClass}`
  const key = database.kmsKeyArn === null ? 'not encrypted' : `encrypted with ${database.kmsKeyArn}`
  return `${database.arn}: ${database.status}${shape}, ${key}`
}
