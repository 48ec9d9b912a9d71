import type { Filter } from '@aws-sdk/client-rds'
import { invalidValue } from './errors.js'

/** What each filter of an operation looks at. */
export type Extractors<T> = Readonly<Record<string, (item: T) => string | undefined>>

/** Whether an item passes every filter: within one, any value will do. An ARN stands for the name in it. */
export function matchesFilters<T>(
  item: T,
  filters: readonly Filter[] | undefined,
  extractors: Extractors<T>,
): boolean {
  return (filters ?? []).every((filter) => {
    const extract = extractors[filter.Name ?? '']
    if (extract === undefined) throw invalidValue(`Unrecognized filter name: ${filter.Name ?? ''}`)
    const actual = extract(item)
    return (filter.Values ?? []).some((value) => value === actual || value.endsWith(`:${actual}`))
  })
}
