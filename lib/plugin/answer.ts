import type { Diagnostic } from './diagnostic';
import type { UnaryHandler } from './grpc';
import type { Logger } from './log';
import type { Call, ProviderService } from './service';
import { diagnosticMessage } from './wire/convert';
import type { Diagnostic as DiagnosticMessage, Method, Written } from './wire/generated/messages';

export interface AnswerOptions {
  /** Gives the one service; asked at each call. */
  readonly service: () => Promise<ProviderService>;
  readonly log: Logger;
  /** Takes secrets out of what is shown to the user. */
  readonly redact: (text: string) => string;
}

/** How a method's request becomes its response. */
export type Respond<Q, S> = (service: ProviderService, request: Q, call: Call) => Promise<Written<S>> | Written<S>;

/** All of the protocol's responses that the service makes have diagnostics. */
export type Diagnosed = { diagnostics: DiagnosticMessage[] };

/**
 * Answers calls with the service. What the service throws never becomes a gRPC error, with which Terraform would lose
 * a resource's state: it becomes an error diagnostic.
 */
export class Answering {
  private requests = 0;

  constructor(private readonly options: AnswerOptions) {}

  /** The handler of one method. `otherwise` makes what stands beside the diagnostic when the service throws. */
  public handler<Q extends object, S extends Diagnosed>(
    { path, request: incoming, response }: Method<Q, S>,
    respond: Respond<Q, S>,
    otherwise: (request: Q) => Written<S> = () => ({}) as Written<S>,
  ): UnaryHandler {
    const { service, log } = this.options;
    const rpc = path.slice(path.lastIndexOf('/') + 1);
    return (bytes, call) => {
      const request = incoming.decode(bytes);
      this.requests += 1;
      const type = 'typeName' in request ? { type: String(request.typeName) } : {};
      return log.within({ rpc, request: this.requests, ...type }, async () => {
        const started = performance.now();
        log.trace('Call received');
        try {
          return response.encode(await respond(await service(), request, call));
        } catch (error) {
          const diagnostics = this.diagnosed([this.failure(rpc, type.type, error)]);
          return response.encode({ ...otherwise(request), diagnostics } as Written<S>);
        } finally {
          log.debug('Call answered', { milliseconds: Math.round(performance.now() - started) });
        }
      });
    };
  }

  /** Diagnostics as they are sent, without secrets. */
  public diagnosed(diagnostics: readonly Diagnostic[]): Written<DiagnosticMessage>[] {
    return diagnostics.map((diagnostic) => diagnosticMessage(diagnostic, this.options.redact));
  }

  private failure(rpc: string, type: string | undefined, error: unknown): Diagnostic {
    const text = error instanceof Error ? error.message : String(error);
    this.options.log.error('The provider failed unexpectedly', { error });
    return {
      severity: 'error',
      summary: 'The provider failed unexpectedly',
      detail:
        `${type ? `${type}: ` : ''}${text}\n\nThis is a bug in the provider (in ${rpc}). ` +
        'Run Terraform with TF_LOG=ERROR to see where it happened, and report it.',
    };
  }
}
