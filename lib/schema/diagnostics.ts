import type { Diagnostic } from '../plugin/diagnostic';
import type { AttributePath, PathStep } from '../plugin/path';

/** An error that knows where in the configuration its cause stands. Handlers throw it; it reaches the user as it is. */
export class DiagnosticError extends Error {
  constructor(
    public readonly summary: string,
    public readonly detail: string,
    public readonly path?: AttributePath,
  ) {
    super(`${summary}: ${detail}`);
    this.name = 'DiagnosticError';
  }
}

/** Several at once. */
export class DiagnosticsError extends Error {
  constructor(public readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join('\n'));
    this.name = 'DiagnosticsError';
  }
}

/** A path from short notation: names of attributes, numbers for indices, `{ key }` for map keys. */
export function at(...steps: readonly (string | number | { readonly key: string })[]): AttributePath {
  return steps.map((step): PathStep => {
    if (typeof step === 'string') return { attribute: step };
    return typeof step === 'number' ? { index: step } : step;
  });
}

/** Collects what one call has to say; the same thing is said once. */
export class Diagnostics {
  private readonly collected = new Map<string, Diagnostic>();

  public get all(): readonly Diagnostic[] {
    return [...this.collected.values()];
  }

  public get hasErrors(): boolean {
    return this.all.some(({ severity }) => severity === 'error');
  }

  public add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.collected.set(JSON.stringify(diagnostic), diagnostic);
  }

  public error(summary: string, detail: string, path?: AttributePath): void {
    this.add({ severity: 'error', summary, detail, ...(path && { path }) });
  }

  public warn(summary: string, detail: string, path?: AttributePath): void {
    this.add({ severity: 'warning', summary, detail, ...(path && { path }) });
  }

  /** Takes in anything that was thrown. */
  public thrown(error: unknown, describe?: (error: unknown) => Diagnostic | undefined): void {
    const described = describe?.(error);
    if (described) this.add(described);
    else if (error instanceof DiagnosticsError) this.add(...error.diagnostics);
    else if (error instanceof DiagnosticError) this.error(error.summary, error.detail, error.path);
    else if (error instanceof Error) this.error(...describeError(error));
    else this.error('The provider failed', `It threw ${String(error)}. This is a bug in the provider.`);
  }
}

/** An error that nobody expected is a bug, and says so. */
function describeError(error: Error): [summary: string, detail: string] {
  if (error.name === 'AbortError')
    return ['Stopped', `The operation was stopped before it was finished: ${error.message}`];
  return ['The provider failed', `${error.stack ?? error.message}\n\nThis is a bug in the provider.`];
}
