import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** Puts something else into the place of a file. */
export const WRONG_FILES = {
  pipe: (path: string) => void execFileSync('mkfifo', [path]),
  folder: (path: string) => mkdirSync(path),
  link: (path: string) => symlinkSync('/dev/zero', path),
  'too-large': (path: string) => {
    writeFileSync(path, '')
    truncateSync(path, 30 * 1024 ** 3)
  },
} as const

export const WRONG_KINDS = Object.keys(WRONG_FILES) as readonly (keyof typeof WRONG_FILES)[]

/** A socket that listens at a path; stop it by calling what comes back. */
export async function socketAt(path: string): Promise<() => Promise<void>> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return () => new Promise((resolve) => server.close(() => resolve()))
}
