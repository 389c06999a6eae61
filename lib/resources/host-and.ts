/** Takes apart an import id of the form `HOST:REST`. */
export function hostAnd(id: string): { host: string; rest: string } | undefined {
  const [, host, rest] = /^([^:/]+):(.+)$/s.exec(id) ?? [];
  return host !== undefined && rest !== undefined ? { host, rest } : undefined;
}

/** How an id given to `terraform import` names what a host has under a name, path or key: `HOST:NAME`. */
export interface ImportOnHost<K extends string> {
  readonly format: string;
  readonly example: string;
  parse(id: string): ({ readonly host: string } & { readonly [attribute in K]: string }) | undefined;
}

/**
 * @param attribute that has the name
 * @param example of the whole id
 * @param noun what the form calls the name; the attribute's own name when left out
 */
export function importOnHost<K extends string>(
  attribute: K,
  example: string,
  noun: string = attribute.toUpperCase(),
): ImportOnHost<K> {
  return {
    format: `HOST:${noun}`,
    example,
    parse(id) {
      const found = hostAnd(id);
      return found && ({ host: found.host, [attribute]: found.rest } as ReturnType<ImportOnHost<K>['parse']>);
    },
  };
}
