import { type FakeHost, until } from './fake-host.js'

/** Presses keys one by one, once the screen shows, since the last time, what is waited for. */
export type Press = (after: string, ...keys: readonly string[]) => Promise<void>

export function pressing(host: FakeHost): Press {
  let seen = 0
  return async (after, ...keys) => {
    await until(() => host.out().indexOf(after, seen) >= 0 && host.listens(), after)
    seen = host.out().length
    for (const key of keys) {
      host.stdin.write(key)
      await until(() => host.stdin.readableLength === 0, 'the key was read')
      await new Promise((turn) => setImmediate(turn))
    }
  }
}
