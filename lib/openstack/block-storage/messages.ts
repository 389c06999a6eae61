import { jsonOf } from '../json';
import type { Session } from '../session';

/** What Cinder tells users of what went wrong with an object, the latest first. */
export async function messagesOf(
  session: Session,
  id: string,
  microversion: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const path = `/messages?${new URLSearchParams({ resource_uuid: id })}`;
  const answer = await session.ask({ service: 'volumev3', method: 'GET', path, microversion, signal });
  type Told = { readonly user_message: string; readonly created_at: string };
  const { messages } = jsonOf<{ messages: Told[] }>(answer);
  messages.sort((one, other) => (one.created_at < other.created_at ? 1 : -1));
  return messages.map(({ user_message }) => user_message);
}
