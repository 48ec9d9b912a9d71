import { CutoverError } from '@cutover/core'
import { renderError } from '../src/render-error.js'

const CANARY = 'c4n4ry-7e1f-do-not-print-me'

test('an error on the screen repeats no credential, nor do its details and its stack', () => {
  const inner = new Error(`POST / authorization: Bearer 0${CANARY}`)
  const error = new CutoverError({
    code: 'aws/refused',
    fault: 'environment',
    message: `Refused (AWS_SECRET_ACCESS_KEY=${CANARY}).`,
    details: [`env has AWS_SESSION_TOKEN="${CANARY}"`, 'arn:aws:kms:eu-west-1:111111111111:key/1a2b'],
    next: `x --password=${CANARY}`,
    cause: inner,
  })
  const layout = { width: 400, colour: false, debug: true }
  for (const one of [error, inner]) expect(renderError(one, layout).join('\n')).not.toContain(CANARY)
  const shown = renderError(error, layout).join('\n')
  expect(shown).toContain('AWS_SECRET_ACCESS_KEY=***')
  expect(shown).toContain('arn:aws:kms:eu-west-1:111111111111:key/1a2b')
  expect(shown).toContain('render-error.test.ts')
})
