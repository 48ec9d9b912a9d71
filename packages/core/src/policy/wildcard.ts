/**
 * Whether everything that `narrow` matches is matched by `wide` too, both as IAM writes resources (`*` any
 * text, `?` one character). Never wrongly true: a star of `narrow` counts as a character that only a star
 * takes in.
 */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '*') return true
  const pattern = wide.split('*').map((part) => part.split('?').map(escaped).join('[^*]'))
  return new RegExp(`^${pattern.join('.*')}$`, 's').test(narrow)
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
