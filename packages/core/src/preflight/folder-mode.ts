import { stat } from 'node:fs/promises'

const OTHERS_WRITE = 0o002

/** Whether every user of this machine may put files into a folder, or take them out. False when nobody knows. */
export async function isOpenToEverybody(path: string): Promise<boolean> {
  return await stat(path).then(
    ({ mode }) => (mode & OTHERS_WRITE) !== 0,
    () => false,
  )
}
