import { httpUrl, type Validator } from '../../schema/validator';

/** What Keystone puts values in place of (`keystone.common.utils.format_url`; others make it leave the endpoint out). */
const NAMES = new Set(['project_id', 'tenant_id', 'user_id']);
const TEMPLATE = /[%$]\(([^()]*)\)s/g;

/** The URL of an endpoint, which may hold templates. One that Keystone cannot fill would vanish from every catalog. */
export const endpointUrl: Validator<string> = {
  description: 'a URL that begins with http:// or https://, in which `%(project_id)s` and the like may stand',
  problem(text) {
    for (const [template, name = ''] of text.matchAll(TEMPLATE)) {
      if (!NAMES.has(name)) return `Keystone knows no ${template}. Write %(project_id)s or %(user_id)s.`;
    }
    const rest = text.replace(TEMPLATE, 'x');
    const [broken] = /[%$]\([^)]*\)?s?|%(?![0-9A-Fa-f]{2})/.exec(rest) ?? [];
    if (broken !== undefined) return `"${broken}" is no template. Write %(project_id)s, with the s at its end.`;
    return httpUrl.problem(rest);
  },
};
