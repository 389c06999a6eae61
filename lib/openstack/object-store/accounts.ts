import type { Session } from '../session';
import { type Metadata, metadataHeaders, metadataIn } from './headers';

/** Swift's accounts: one for each project, which is there as soon as somebody looks for it. */
export class Accounts {
  constructor(private readonly session: Session) {}

  /** All that is said of an account, or undefined when Swift makes none by itself. */
  public async look(project: string, signal?: AbortSignal): Promise<Metadata | undefined> {
    const headers = { 'x-newest': 'true' };
    const answer = await this.session.find({
      service: 'object-store',
      method: 'HEAD',
      path: '',
      project,
      signal,
      headers,
    });
    return answer && metadataIn('account', answer.headers);
  }

  /** Says this, takes back what was said under the other names of `before`, and leaves all else. */
  public async change(project: string, wanted: Metadata, before: Metadata, signal?: AbortSignal): Promise<void> {
    const headers = metadataHeaders('account', wanted, before);
    await this.session.ask({ service: 'object-store', method: 'POST', path: '', project, signal, headers });
  }
}
