/** What a page is to a test. */
export interface Page {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

/** Asks for pages as a browser does: it keeps cookies, and says from which page a form was sent. It follows no redirections. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(
    /** Where the pages are, such as `http://192.0.2.1`. */
    private readonly site: string,
  ) {}

  public get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.ask(path, { headers });
  }

  /** Fills in the form of a page, and sends it. */
  public async submit(path: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    const { text } = await this.get(path);
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams({
      ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])),
      ...fields,
    });
    return this.ask(path, { method: 'POST', body, headers: { referer: `${this.site}${path}` } });
  }

  private async ask(path: string, init: RequestInit): Promise<Page> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(`${this.site}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie !== '' && { cookie }) },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  }
}
