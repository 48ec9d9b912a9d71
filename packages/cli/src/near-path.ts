import { relative } from 'node:path'

/** A path as it is typed from here: relative when that is shorter, so that it fits on a line. */
export function nearPath(cwd: string, path: string): string {
  const near = relative(cwd, path) || '.'
  return near.length < path.length ? near : path
}
