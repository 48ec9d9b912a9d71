import { createKeyboard } from '../../src/terminal/keys.js'
import { fakeHost, until } from '../support/fake-host.js'

test('between questions keys do what they say, Ctrl-C stops, and anything else is dropped', async () => {
  const { stdin } = fakeHost({ tty: true })
  const pressed: string[] = []
  const keyboard = createKeyboard(stdin, {
    interrupt: () => pressed.push('stop'),
    keys: { d: () => pressed.push('detach') },
  })
  keyboard.open()
  expect(stdin.raw).toBe(true)
  stdin.write('x\x1b[Bd\r\x03')
  await until(() => pressed.length === 2, 'both keys')
  expect(pressed).toEqual(['detach', 'stop'])
  keyboard.close()
  expect(stdin.raw).toBe(false)
  expect(stdin.listenerCount('keypress')).toBe(0)
})

test('without a terminal there is no keyboard to own', () => {
  const { stdin } = fakeHost()
  createKeyboard(stdin, { interrupt: () => undefined, keys: {} }).open()
  expect(stdin.listenerCount('keypress')).toBe(0)
})
