import fc from 'fast-check'
import { parse } from 'shell-quote'
import { awsCommand } from '../../../src/actions/kit/command-line.js'
import { shellWord } from '../../../src/model/shell-word.js'

describe('CLI equivalents', () => {
  it('quotes what a shell would act on, and only that', () => {
    const flags = {
      bucket: 'orders',
      'dry-run': true as const,
      'max-items': 10,
      absent: undefined,
      values: ['a b', "it's"],
      policy: { json: { Sid: '$HOME' } },
    }
    expect(awsCommand('source', 's3api put-bucket-policy', flags, 'eu-west-1')).toBe(
      "aws s3api put-bucket-policy --bucket orders --dry-run --max-items 10 --values 'a b' 'it'\\''s' " +
        '--policy \'{"Sid":"$HOME"}\' --region eu-west-1 --profile $MIGRATION_SOURCE_PROFILE',
    )
  })

  it('names no region for a global service', () => {
    expect(awsCommand('target', 'route53 get-change', { id: 'C1' }, null)).toBe(
      'aws route53 get-change --id C1 --profile $MIGRATION_TARGET_PROFILE',
    )
  })

  it('gives every word back as it was', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (word) => {
        fc.pre(!/[\r\n]/.test(word))
        expect(parse(`echo ${shellWord(word)}`)).toEqual(['echo', word])
      }),
    )
  })
})
