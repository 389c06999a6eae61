import type { Check, Subject } from './check';
import { CONSOLE } from './console';
import { CATALOG, TOKEN } from './identity';
import { IMAGE } from './image';
import { INSTANCE, login } from './instance';
import { OBJECTS } from './objects';
import { SERVICES } from './services';
import { VOLUME } from './volume';

/** How one check went. */
export interface Outcome {
  readonly title: string;
  readonly isPassed: boolean;
  /** What was seen, or what is wrong. */
  readonly detail: string;
  readonly seconds: number;
}

/**
 * What both guides check by hand once all is installed.
 * @param guestUser by whose name an instance's image lets in
 */
export function checks(guestUser?: string): readonly Check[] {
  return [SERVICES, TOKEN, CATALOG, IMAGE, OBJECTS, VOLUME, INSTANCE, login(guestUser), CONSOLE];
}

/** Runs one check. What is wrong is its outcome, not an error. */
export async function outcomeOf(check: Check, subject: Subject, say: (text: string) => void): Promise<Outcome> {
  const start = Date.now();
  const result = await check.run(subject, say).then(
    (detail) => ({ isPassed: true, detail }),
    (error: unknown) => ({ isPassed: false, detail: error instanceof Error ? error.message : String(error) }),
  );
  return { title: check.title, ...result, seconds: (Date.now() - start) / 1000 };
}
