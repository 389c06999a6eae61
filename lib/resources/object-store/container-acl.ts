import { each, type Validator } from '../../schema/validator';

const HOST = String.raw`\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*`;
/** `.r:*`, `.r:.example.com`, `.r:-thief.example.com` */
const REFERRER = new RegExp(String.raw`^\.r:(?:\*|-?${HOST})$`);
/** `PROJECT:USER`, each of which may be `*`. */
const PROJECT_AND_USER = /^(?![.])[^\s,:]+:[^\s,:]+$/;
const ROLE = /^(?![.])[^\s,:]+$/;

/** Swift writes elements of other forms in its own way, so that they would differ from what was configured. */
const readElement: Validator<string> = {
  description: '".r:*" or another referrer, ".rlistings", "PROJECT_ID:USER_ID" or the name of a role',
  problem: (element) =>
    REFERRER.test(element) || element === '.rlistings' || isGroup(element)
      ? undefined
      : 'Give ".r:*" (everybody), ".r:.example.com" or ".r:-thief.example.com" (by the page that refers to it), ".rlistings", "PROJECT_ID:USER_ID", in which each may be "*", or the name of a role.',
};

const writeElement: Validator<string> = {
  description: '"PROJECT_ID:USER_ID" or the name of a role',
  problem(element) {
    if (isGroup(element)) return undefined;
    return element.startsWith('.')
      ? 'Swift lets nobody write by referrer or without a token. Give "PROJECT_ID:USER_ID", in which each may be "*", or the name of a role.'
      : 'Give "PROJECT_ID:USER_ID", in which each may be "*", or the name of a role.';
  },
};

function isGroup(element: string): boolean {
  return PROJECT_AND_USER.test(element) || ROLE.test(element);
}

/** Elements of an access control list for reading. */
export const readAclRules = [each(readElement)];

/** The same for writing. */
export const writeAclRules = [each(writeElement)];
