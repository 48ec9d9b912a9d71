import { closeSync, constants, fstatSync, lstatSync, openSync, statSync } from 'node:fs'

/** A folder that is open: its descriptor leads to it, whatever stands under its name since. */
export interface OpenFolder {
  readonly path: string
  readonly descriptor: number
  /** Whether the path still leads to this very folder. */
  isSame(): boolean
  close(): void
}

/**
 * Opens a folder without blocking; whatever else is there is an error.
 * @param link whether a link at the end of the path may lead to it
 * @throws the system's error (`ENOTDIR`, `ELOOP`, `ENOENT`, …)
 */
export function openFolder(path: string, link: 'refuse' | 'follow'): OpenFolder {
  const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
  const descriptor = openSync(
    path,
    O_RDONLY | O_DIRECTORY | O_NONBLOCK | (link === 'refuse' ? O_NOFOLLOW : 0),
  )
  // While it is open, no other folder can get its inode.
  const opened = fstatSync(descriptor, { bigint: true })
  const look = link === 'refuse' ? lstatSync : statSync
  return {
    path,
    descriptor,
    isSame() {
      const found = look(path, { bigint: true, throwIfNoEntry: false })
      return found !== undefined && found.dev === opened.dev && found.ino === opened.ino
    },
    close: () => closeSync(descriptor),
  }
}
