import { resolveOperator } from '../../src/preflight/operator.js'

test.each([
  [{ user: 'ines', gitEmail: 'i@example.com' }, 'ines', 'user'],
  [{ user: ' ', gitEmail: 'i@example.com\n' }, 'i@example.com', 'git-email'],
  [{ user: undefined, gitEmail: undefined }, 'unknown', 'unknown'],
  [{ user: 'in\u001b[31mes', gitEmail: undefined }, 'in[31mes', 'user'],
  [{ user: 'in\u009b31mes', gitEmail: undefined }, 'in31mes', 'user'],
  [{ user: 'x'.repeat(10_000), gitEmail: undefined }, 'x'.repeat(200), 'user'],
])('%j names %s', (facts, name, source) => {
  expect(resolveOperator(facts)).toMatchObject({ name, source })
})

test('a nameless operator is warned about, a named one is not', () => {
  expect(resolveOperator({ user: '', gitEmail: '' }).warning).toContain('audit trail')
  expect(resolveOperator({ user: 'ines', gitEmail: '' }).warning).toBeNull()
})
