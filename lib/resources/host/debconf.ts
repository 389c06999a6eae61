import { matches, type Validator } from '../../schema/validator';

/** `QUESTION TYPE` or `OWNER QUESTION TYPE`. */
export const debconfKey: Validator<string> = matches(
  /^([a-z0-9][a-z0-9+.-]* )?[^\s/]+\/\S+ (boolean|string|password|select|multiselect|note|text|title|error)$/,
  'QUESTION TYPE such as "nova/my-ip string", or OWNER QUESTION TYPE',
);

/** Debconf's own format has a line for an answer. The value is not shown: it may be secret. */
export const oneLineEach: Validator<Readonly<Record<string, string>>> = {
  description: 'answers of one line',
  problem(answers) {
    const broken = Object.keys(answers).find((key) => /[\n\r\0]/.test(answers[key] ?? ''));
    return broken === undefined ? undefined : `The answer to "${broken}" has a line break. Give one line.`;
  },
};

/** Answers as `debconf-set-selections` reads them. */
export function debconfAnswers(answers: Readonly<Record<string, string>>): string[] {
  return Object.entries(answers).map(([key, value]) => {
    const words = key.split(' ');
    const owner = words.length === 3 ? '' : `${key.slice(0, key.indexOf('/'))} `;
    return `${owner}${key} ${value}`;
  });
}
