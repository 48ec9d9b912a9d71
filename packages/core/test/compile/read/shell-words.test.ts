import { isPlaceholder, shellWords } from '../../../src/compile/read/shell-words.js'

const words = (command: string) =>
  shellWords(command).segments.map((segment) => segment.map((word) => word.text))

test.each([
  ['<snap>', true],
  ['<target-role>', true],
  ['file://<operator-supplied>', true],
  ['arn:aws:rds:<region>:1:db:x', true],
  ['<key-id of alias/orders-data>', true],
  ['...', true],
  ['aws rds ...', true],
  ['…', true],
  ['{bucket}', true],
  ['Add=[{UserId={target_acct}}]', true],
  ['TODO', true],
  ['change-me', true],
  ['orders-db', false],
  ['{"S3Bucket":"b"}', false],
  ['Key=name,Values=orders/', false],
  ['1 < 2', false],
  ['a.b.c', false],
])('%s is a placeholder: %s', (text, expected) => {
  expect(isPlaceholder(text)).toBe(expected)
})

test.each([
  ['plain words', 'aws s3 ls', [['aws', 's3', 'ls']]],
  ['single and double quotes', `a 'b c' "d e" f'g'"h"`, [['a', 'b c', 'd e', 'fgh']]],
  ['an escaped quote', `a "b \\"c\\""`, [['a', 'b "c"']]],
  ['JSON in quotes', `x --y '{"a": [1, 2]}'`, [['x', '--y', '{"a": [1, 2]}']]],
  ['a continued line', 'aws kms \\\n  list-keys', [['aws', 'kms', 'list-keys']]],
  ['a placeholder with blanks', 'a --k <key of alias/x> --l', [['a', '--k', '<key of alias/x>', '--l']]],
  [
    'a pipe',
    'a b | c d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['a chain', 'a && b || c; d', [['a'], ['b'], ['c'], ['d']]],
  [
    'a variable',
    'aws --profile $MIGRATION_TARGET_PROFILE',
    [['aws', '--profile', '$MIGRATION_TARGET_PROFILE']],
  ],
  ['a glob', 'ls *.tf', [['ls', '*.tf']]],
  ['a comment', 'a b # c d', [['a', 'b']]],
  ['prose', "(don't do it)", [['don', 't', 'do', 'it']]],
])('takes %s apart', (_, command, expected) => {
  expect(words(command)).toEqual(expected)
})

test.each([
  ['aws sts get-caller-identity', true],
  ['aws sts get-caller-identity # who', true],
  ['a | b', false],
  ['a > file', false],
  ['a $(b)', false],
  ['a `b`', false],
  ['a\nb', false],
  ["a 'b", false],
  ['a "it\'s"', true],
  ['(prose)', false],
  ['', false],
])('%j is one plain command: %s', (command, expected) => {
  expect(shellWords(command).plain).toBe(expected)
})

test('an unknown variable is a placeholder, the two profiles are not', () => {
  const [segment = []] = shellWords('a $BUCKET $MIGRATION_SOURCE_PROFILE $MIGRATION_TARGET_PROFILE').segments
  expect(segment.map((word) => word.placeholder)).toEqual([false, true, false, false])
})

test.each([null, undefined, '', '  ', '$'.concat('{'), 'a $'.concat('{}')])(
  '%j holds no command and no failure',
  (command) => {
    expect(shellWords(command).plain).toBe(false)
  },
)
