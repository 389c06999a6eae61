import type { AttributePath } from '../plugin/path';
import { DiagnosticError } from './diagnostics';

/**
 * Something was asked for that depends on what is not made yet, as an address of a machine that the same apply makes. While
 * planning, whatever can do without it does; all else fails with this.
 */
export class NotKnownYet extends DiagnosticError {
  constructor(detail: string, path?: AttributePath) {
    super('Not known yet', detail, path);
    this.name = 'NotKnownYet';
  }
}
