/** The files that a table was exported into: what an import reads. */
export const TABLE_EXPORT = 'table-export'
