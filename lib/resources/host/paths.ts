import type { Validator } from '../../schema/validator';

/** An absolute path in its plain form. */
export const absolutePath: Validator<string> = {
  description: 'an absolute path',
  problem(path) {
    if (!path.startsWith('/')) return 'Give an absolute path, which begins with "/".';
    if (path.includes('\0')) return 'A path cannot hold a NUL character.';
    if (path !== '/' && path.endsWith('/')) return 'Leave out the "/" at the end.';
    if (/\/(\.{0,2})(\/|$)/.test(path.slice(path === '/' ? 1 : 0))) return 'Leave out "//", "/./" and "/../".';
    return undefined;
  },
};
