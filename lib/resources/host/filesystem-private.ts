import type { Context } from '../../schema/context';
import type { Runtime } from '../runtime';

/** With which options it was mounted, and how the kernel worded them then: what it is compared with later. */
export interface MountedAs {
  readonly options: readonly string[];
  readonly kernel: readonly string[];
}

const MOUNTED_AS = 'mounted_as';

export function recallMountedAs({ private: facts }: Context<Runtime>): MountedAs | undefined {
  return facts.get<MountedAs>(MOUNTED_AS);
}

export function rememberMountedAs({ private: facts }: Context<Runtime>, mountedAs: MountedAs | undefined): void {
  facts.set(MOUNTED_AS, mountedAs);
}

const TAKEN_OVER = 'taken_over';

/** Whether the file system was there before, so that nobody knows with which options for mkfs it was made. */
export function wasTakenOver({ private: facts }: Context<Runtime>): boolean {
  return facts.get<boolean>(TAKEN_OVER) ?? false;
}

export function rememberTakenOver({ private: facts }: Context<Runtime>, takenOver: boolean): void {
  facts.set(TAKEN_OVER, takenOver || undefined);
}
