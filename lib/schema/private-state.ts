/** JSON facts by key that Terraform keeps beside an object's state. Keys that begin with a dot are the framework's own. */
export class PrivateState {
  private readonly facts: Map<string, unknown>;

  constructor(bytes: Uint8Array = new Uint8Array()) {
    const text = Buffer.from(bytes).toString('utf8');
    this.facts = new Map(text === '' ? [] : Object.entries(JSON.parse(text) as Record<string, unknown>));
  }

  /** The fact, if there is one. Who wrote it knows its type. */
  public get<T>(key: string): T | undefined {
    return this.facts.get(key) as T | undefined;
  }

  /** Remembers a fact; `undefined` forgets it. */
  public set(key: string, fact: unknown): void {
    if (fact === undefined) this.facts.delete(key);
    else this.facts.set(key, fact);
  }

  public toBytes(): Uint8Array {
    return this.facts.size === 0
      ? new Uint8Array()
      : Buffer.from(JSON.stringify(Object.fromEntries(this.facts)), 'utf8');
  }
}
