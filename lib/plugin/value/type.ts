/**
 * Terraform's type constraints, in the very form in which they travel on the wire
 * (the JSON of `Schema.Attribute.type`), so that no second notation has to be translated.
 */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list', CtyType]
  | readonly ['set', CtyType]
  | readonly ['map', CtyType]
  | readonly ['tuple', readonly CtyType[]]
  | readonly ['object', Readonly<Record<string, CtyType>>];
