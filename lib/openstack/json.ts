import { ApiUnavailable } from './errors';
import type { HttpAnswer } from './http';

/** What an answer says. An API whose worker died half-way through, or a page from something else, is no answer of an API's. */
export function jsonOf<T>({ text, url, status }: HttpAnswer): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    const { origin, pathname } = new URL(url);
    const start = text.length > 80 ? `${text.slice(0, 80)}...` : text;
    const why = `${origin} answered ${pathname} with ${status} and what is not whole JSON: ${start || 'nothing'}`;
    throw new ApiUnavailable(origin, why, { cause: error });
  }
}
