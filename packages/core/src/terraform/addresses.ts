const INDEX = String.raw`(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?`
const MODULES = new RegExp(String.raw`^(?:module\.[\w-]+${INDEX}\.)*`)

/** Whether an address is below `module.<module>`, whatever its index. */
export function isInModule(address: string, module: string): boolean {
  return address.startsWith(`module.${module}.`) || address.startsWith(`module.${module}[`)
}

/** False for data sources: they are in the state and are nothing that was created. */
export function isManaged(address: string): boolean {
  return !address.replace(MODULES, '').startsWith('data.')
}
