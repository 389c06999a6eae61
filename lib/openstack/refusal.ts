import { ApiUnavailable, NotAllowed, RequestRefused } from './errors';
import type { HttpAnswer, HttpFailed, HttpRequest } from './http';

/** The error for an answer with a status of 400 or more. */
export function refusal(method: string, answer: HttpAnswer, who: string): RequestRefused {
  const told = { status: answer.status, method, url: answer.url, said: said(answer), requestId: requestId(answer) };
  return answer.status === 403 ? new NotAllowed(told, who) : new RequestRefused(told);
}

/**
 * Whether 404 means something that was not asked for. A Keystone that still remembers a role that was removed answers
 * anything so ("Could not find role: ..."), which is no proof that the object in question is gone.
 */
export function missesAnother(answer: HttpAnswer): boolean {
  const [, missing] = /^Could not find \w+: (.+?)\.?$/.exec(said(answer)) ?? [];
  return missing !== undefined && !decodeURIComponent(answer.url).includes(missing);
}

/** The error for an answer with a status of 500 or more: the API is there, and cannot at the moment. */
export function outage(request: HttpRequest, answer: HttpAnswer): ApiUnavailable {
  const { method, url } = request;
  const id = requestId(answer);
  const what = `${method} ${url} was answered with ${answer.status}${id === undefined ? '' : ` (request ${id})`}`;
  return new ApiUnavailable(new URL(url).origin, `${what}: ${said(answer) || 'nothing more'}${doubt(request)}`);
}

/** The error for a request that was not answered. */
export function silence(request: HttpRequest, error: HttpFailed): ApiUnavailable {
  const { origin } = new URL(request.url);
  const why = `${origin} does not answer: ${error.message.replace(/\.$/, '')}.${error.sent ? doubt(request) : ''}`;
  return new ApiUnavailable(origin, why, { cause: error });
}

/** The error for 401 from a service whose tokens Keystone has just given: it says nothing about who asks. */
export function distrust(answer: HttpAnswer): ApiUnavailable {
  const { origin } = new URL(answer.url);
  const why =
    `${origin} answers 401 to a token that Keystone has just given: ${said(answer) || 'nothing more'} It cannot check tokens: look at ` +
    "keystone_authtoken in the service's configuration, whose own user and password may be wrong, and into its log.";
  return new ApiUnavailable(origin, why);
}

/** Creating and changing is never tried twice, so the user has to know. */
function doubt({ method, url }: HttpRequest): string {
  const changes = (method === 'POST' || method === 'PATCH') && !url.endsWith('/auth/tokens');
  return changes ? ' It may have been carried out all the same: apply again, which looks first.' : '';
}

/**
 * What an API says of a failure. Keystone has `{"error": {"message"}}`, Nova and Cinder `{"badRequest": {"message"}}`, Neutron
 * `{"NeutronError": {"message"}}`; Glance and proxies write HTML.
 */
export function said({ text }: HttpAnswer): string {
  try {
    const [inner] = Object.values(JSON.parse(text) as Record<string, unknown>);
    const message = (inner as { message?: unknown } | null)?.message ?? inner;
    if (typeof message === 'string') return /<br\s*\/>/.test(message) ? withoutTags(message) : message;
  } catch {
    // Not JSON: shown as text below.
  }
  return withoutTags(text).slice(0, 500);
}

function withoutTags(html: string): string {
  return html
    .replace(/<(head|style|title)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function requestId({ headers }: HttpAnswer): string | undefined {
  return headers['x-openstack-request-id'] ?? headers['x-compute-request-id'];
}
