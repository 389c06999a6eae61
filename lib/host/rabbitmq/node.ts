import type { SshConnection } from '../../ssh/connection';
import { ServerUnavailable } from '../server-unavailable';
import { ERL_CALL, NO_ERL_CALL, NOT_RUNNING } from './erl-call';

/** What a program of ours may be given and may answer: whatever JSON holds. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined };

/** RabbitMQ refused something, for a reason that the user can mend. */
export class RabbitMqRefused extends Error {
  constructor(
    public readonly reason: 'no-such-vhost' | 'invalid-regexp' | 'other',
    /** The virtual host, the expression, or RabbitMQ's own words. */
    public readonly about: string,
  ) {
    super(`RabbitMQ refused: ${reason}: ${about}`);
    this.name = 'RabbitMqRefused';
  }
}

/** `erl_call` prints no string whole that is longer than 65535 characters. */
const CHUNK = 60_000;

/** The running RabbitMQ node of a host, on which Erlang programs can be evaluated. */
export class RabbitMqNode {
  constructor(
    private readonly hostName: string,
    private readonly connection: SshConnection,
  ) {}

  /**
   * Evaluates a program and gives its value.
   *
   * The program is the same text each time: what it works on is the variable `Input`, which comes in as base64 of JSON. So
   * nothing has to be quoted for Erlang, and any character can pass. Its value comes back in the same way, because `erl_call`
   * shortens binaries and prints characters beyond ASCII in its own fashion.
   *
   * @param program one Erlang expression, or several with commas between them
   * @throws {RabbitMqRefused}
   * @throws {ServerUnavailable}
   */
  public async evaluate<T>(program: string, input: Json, options: { signal?: AbortSignal; repeatable?: boolean } = {}) {
    const stdin = erlangText(program, input);
    const { exitCode, stdout, stderr } = await this.connection.run(ERL_CALL, { ...options, stdin });
    const answer = parseAnswer(stdout.toString('latin1'));
    if (exitCode !== 0) throw this.unavailable(exitCode, stderr.trim());
    if (answer === undefined) {
      // Without Erlang's own words, which may quote the input.
      throw new Error(`RabbitMQ on ${this.hostName} cannot evaluate what it was asked: its version does not fit.`);
    }
    if ('stopped' in answer) {
      throw this.unavailable(0, 'Its node runs, but RabbitMQ in it does not, or has not come up yet.');
    }
    if ('refused' in answer) throw new RabbitMqRefused(answer.refused, answer.about);
    return answer.value as T;
  }

  private unavailable(exitCode: number, said: string): ServerUnavailable {
    const start = 'Start its service, or look into its log for why it does not run.';
    const why =
      exitCode === NOT_RUNNING
        ? `No RabbitMQ runs on ${this.hostName}. ${start}`
        : exitCode === NO_ERL_CALL
          ? `The program erl_call, which belongs to Erlang, is missing on ${this.hostName}. Install it.`
          : `${said} ${start} If the host was renamed after RabbitMQ was started, restart it.`;
    return new ServerUnavailable(`RabbitMQ on ${this.hostName}`, why);
  }
}

type Answer =
  | { readonly value: unknown }
  | { readonly stopped: true }
  | { readonly refused: RabbitMqRefused['reason']; readonly about: string };

/** The program with its input, and with its value turned into a list of short strings. */
export function erlangText(program: string, input: Json): string {
  const encoded = Buffer.from(JSON.stringify(input), 'utf8').toString('base64');
  return `
Input = rabbit_json:decode(base64:decode(<<"${encoded}">>)),
Refused = fun(Reason, About) ->
  Text = case About of
    _ when is_binary(About) -> About;
    _ -> case catch unicode:characters_to_binary(About) of T when is_binary(T) -> T; _ -> unicode:characters_to_binary(io_lib:format("~0tP", [About, 12])) end
  end,
  #{<<"refused">> => Reason, <<"about">> => Text}
end,
Answer = case rabbit:is_running() of
  false -> #{<<"stopped">> => true};
  true ->
    try #{<<"value">> => begin ${program} end}
    catch
      _:{error, {no_such_vhost, VHost}} -> Refused(<<"no-such-vhost">>, VHost);
      _:{error, {invalid_regexp, Regexp, _}} -> Refused(<<"invalid-regexp">>, Regexp);
      _:{error, Why} -> Refused(<<"other">>, Why);
      _:Why -> Refused(<<"other">>, Why)
    end
end,
Chunks = fun
  Chunks(<<Chunk:${CHUNK}/binary, Rest/binary>>) -> [binary_to_list(Chunk) | Chunks(Rest)];
  Chunks(Rest) -> [binary_to_list(Rest)]
end,
Chunks(base64:encode(rabbit_json:encode(Answer))).
`;
}

/** Reads what `erl_call` printed; undefined when it is not an answer of a program of ours. */
export function parseAnswer(printed: string): Answer | undefined {
  const chunks = /^\{ok, \[((?:"[A-Za-z0-9+/=]*"(?:, )?)+)\]\}\s*$/.exec(printed)?.[1];
  if (chunks === undefined) return undefined;
  const encoded = chunks.replace(/[", ]/g, '');
  return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as Answer;
}
