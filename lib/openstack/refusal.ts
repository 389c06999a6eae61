import { NotAllowed, RequestRefused } from './errors';
import type { HttpAnswer } from './http';

/** The error for an answer with a status of 400 or more. */
export function refusal(method: string, url: string, answer: HttpAnswer, who: string): RequestRefused {
  const told = { status: answer.status, method, url, said: said(answer), requestId: requestId(answer) };
  return answer.status === 403 ? new NotAllowed(told, who) : new RequestRefused(told);
}

/**
 * What an API says of a failure. Keystone has `{"error": {"message"}}`, Nova and Cinder `{"badRequest": {"message"}}`, Neutron
 * `{"NeutronError": {"message"}}`; Glance and proxies write HTML.
 */
export function said({ text }: HttpAnswer): string {
  try {
    const [inner] = Object.values(JSON.parse(text) as Record<string, unknown>);
    const message = (inner as { message?: unknown } | null)?.message ?? inner;
    if (typeof message === 'string') return message;
  } catch {
    // Not JSON: shown as text below.
  }
  return text
    .replace(/<(head|style|title)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}

function requestId({ headers }: HttpAnswer): string | undefined {
  return headers['x-openstack-request-id'] ?? headers['x-compute-request-id'];
}
