import { systemCode } from './errors.js'

/** What file systems answer that have no hard links. */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * Gives a finished file its final name by a hard link, which fails if the name exists. Where there are no
 * hard links it copies: exclusive all the same, but a crash inside the copy leaves an incomplete file, which
 * is refused later, never misread.
 * @throws the system's error, `EEXIST` when the name is taken
 */
export function publishBy(link: () => void, copyExclusively: () => void): void {
  try {
    link()
  } catch (cause) {
    if (!NO_HARD_LINKS.has(systemCode(cause) ?? '')) throw cause
    copyExclusively()
  }
}
