import type { Call, Diagnosed } from '../../plugin/service';
import { isRecord, record, type ValueRecord } from '../../plugin/value/value';
import type { Context } from '../context';
import { Diagnostics } from '../diagnostics';
import { PrivateState } from '../private-state';
import type { Configured } from '../provider';
import { NO_REFERENCES } from '../references';
import type { Timeouts } from '../resource';
import { looking, type Operation, timeoutSeconds, withinTime } from '../timeouts';

/** For calls that come before the provider is configured. */
export const UNCONFIGURED = { references: NO_REFERENCES };

/** Answers a call: whatever is thrown becomes a diagnostic, and no diagnostic leaves with a secret in it. */
export async function answer<T extends object>(
  { references, describeError }: Pick<Configured<unknown>, 'references' | 'describeError'>,
  run: (diagnostics: Diagnostics) => Promise<T>,
): Promise<Partial<T> & Diagnosed> {
  const diagnostics = new Diagnostics();
  let response: Partial<T> = {};
  try {
    response = await run(diagnostics);
  } catch (error) {
    diagnostics.thrown(error, describeError);
  }
  return {
    ...response,
    diagnostics: diagnostics.all.map((diagnostic) => ({
      ...diagnostic,
      summary: references.redact(diagnostic.summary),
      ...(diagnostic.detail !== undefined && { detail: references.redact(diagnostic.detail) }),
    })),
  };
}

/** One handler's run: its context, and what it saved on the way. */
export class Run {
  public saved: ValueRecord | undefined;

  constructor(
    private readonly configured: Configured<unknown>,
    private readonly call: Call,
    public readonly diagnostics: Diagnostics,
    public readonly facts: PrivateState = new PrivateState(),
    private readonly importing = false,
  ) {}

  /** Runs a handler within its time. */
  public within<T>(
    operation: Operation,
    declared: Timeouts | undefined,
    state: ValueRecord,
    handler: (context: Context<unknown>) => Promise<T>,
  ): Promise<T> {
    const seconds = timeoutSeconds(operation, declared ?? {}, state.timeouts);
    return withinTime(operation, seconds, this.call.signal, (signal) => {
      const running = handler(this.context(signal));
      return operation === 'read' ? looking(signal, running) : running;
    });
  }

  /** Looks at something, which changes nothing, until the user stops it. */
  public look<T>(handler: (context: Context<unknown>) => Promise<T>): Promise<T> {
    return looking(this.call.signal, handler(this.context()));
  }

  public context(signal: AbortSignal = this.call.signal): Context<unknown> {
    return {
      runtime: this.configured.runtime,
      signal,
      diagnostics: this.diagnostics,
      private: this.facts,
      importing: this.importing,
      save: (state) => {
        this.saved = withTimeouts(state);
      },
    };
  }
}

/** Handlers speak of their own attributes only; `timeouts` is configuration, and passes through as it was. */
export function withTimeouts(state: unknown, timeouts?: ValueRecord): ValueRecord {
  const result = record(isRecord(state) ? Object.entries(state) : []);
  if (timeouts && 'timeouts' in timeouts) result.timeouts = timeouts.timeouts ?? null;
  return result;
}
