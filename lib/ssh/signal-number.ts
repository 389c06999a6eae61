import { constants } from 'node:os';

/** The number of a signal by the name that SSH gives it, with or without `SIG`. */
export function signalNumber(name: string | undefined): number {
  const full = `SIG${(name ?? 'KILL').replace(/^SIG/, '')}`;
  return (constants.signals as Readonly<Record<string, number>>)[full] ?? constants.signals.SIGKILL;
}
