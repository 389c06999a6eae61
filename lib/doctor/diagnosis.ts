import type { Examination } from './examination';
import type { Finding } from './finding';

/** One subject of diagnosis: it looks at a cloud, which it never changes, and tells what is wrong. */
export interface Diagnosis {
  /** What it looks at, for people: `ports`. */
  readonly subject: string;
  look(examination: Examination): Promise<readonly Finding[]> | readonly Finding[];
}
