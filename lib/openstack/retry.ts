import { setTimeout as wait } from 'node:timers/promises';
import { type Http, type HttpAnswer, HttpFailed, type HttpRequest } from './http';

/** Pauses before the second and third try. An API that restarts under an apply is back after about a second. */
const PAUSES_MS = [250, 1_000];
/** Methods that do no harm when they are carried out twice (RFC 9110, section 9.2.2). */
const REPEATABLE = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);
/** Not now, or an intermediary whose API is away. */
const PASSING = new Set([403, 429, 502, 503, 504]);
/**
 * With these nothing was done, whatever was asked. 403 may pass, too: a worker that was just started answers with it while
 * another of its threads still reads the policy.
 */
const NOTHING_DONE = new Set([403, 429]);
const LONGEST_PAUSE_MS = 10_000;

/** Asks, and asks again where that is of use, but never when it might do something twice, nor when content was sent already. */
export async function askPatiently(http: Http, request: HttpRequest): Promise<HttpAnswer> {
  const repeatable = REPEATABLE.has(request.method) && !request.stream;
  for (const pause of PAUSES_MS) {
    try {
      const answer = await http.ask(request);
      if (request.stream || !PASSING.has(answer.status) || !(repeatable || NOTHING_DONE.has(answer.status)))
        return answer;
      await wait(pauseFor(answer, pause), undefined, { signal: request.signal });
    } catch (error) {
      if (!(error instanceof HttpFailed) || (error.sent && !repeatable)) throw error;
      await wait(pause, undefined, { signal: request.signal });
    }
  }
  return http.ask(request);
}

/** What the API asks for, within reason. */
function pauseFor({ headers }: HttpAnswer, otherwise: number): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : otherwise;
}
