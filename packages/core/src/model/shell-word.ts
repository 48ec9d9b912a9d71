/** Quotes one word for a POSIX shell. Single quotes keep everything, so that no expansion can happen. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
