import type { Plane } from '../../model/step.js'

const MAX_SLUG = 60

/** Lower-case words joined by single hyphens: `[a-z0-9-]`, never empty, never at an edge a hyphen. */
export function kebab(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return words === '' ? 'unnamed' : words
}

/**
 * `kebab(resource name + action)` in at most 60 characters. A name that is too long loses its end, so that the
 * action stays readable.
 */
export function slug(resourceName: string, action: string): string {
  const tail = kebab(action)
  const room = MAX_SLUG - tail.length - 1
  const head = kebab(resourceName).slice(0, Math.max(room, 0)).replace(/-+$/, '')
  return (head === '' ? tail : `${head}-${tail}`).slice(0, MAX_SLUG).replace(/-+$/, '')
}

/** `{cp|dp}-phase{N}-{seq}-{slug}`. */
export function stepId(plane: Plane, phase: number, seq: number, slugText: string): string {
  const prefix = plane === 'control' ? 'cp' : 'dp'
  return `${prefix}-phase${phase}-${String(seq).padStart(3, '0')}-${slugText}`
}

/** Whether a text is built like a step id. */
export function looksLikeStepId(text: string): boolean {
  return /^(cp-phase[0-6]|dp-phase[1-5])-[0-9]{3}-[a-z0-9-]{1,60}$/.test(text)
}
