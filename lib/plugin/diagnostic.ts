import type { AttributePath } from './path';

/**
 * What a person is told: shown by Terraform under the line of configuration that `path` points at.
 * `summary` is one line without a full stop; `detail` says which value was wrong, what is allowed and what to do.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  readonly path?: AttributePath;
}
