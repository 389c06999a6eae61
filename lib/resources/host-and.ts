/** Takes apart an import id of the form `HOST:REST`. */
export function hostAnd(id: string): { host: string; rest: string } | undefined {
  const [, host, rest] = /^([^:/]+):(.+)$/s.exec(id) ?? [];
  return host !== undefined && rest !== undefined ? { host, rest } : undefined;
}
