import type { Diagnosis } from '../diagnosis';
import type { Examined } from '../examination';
import { type Finding, problem } from '../finding';
import { credentialsOf, logIn, unreachedCause } from '../keystone-login';
import { variablesIn } from '../shell-variables';

/** Whether the files with which people log in let them in. */
export const environmentFiles: Diagnosis = {
  subject: 'environment files',
  async look({ hosts }) {
    const files = hosts.flatMap((examined) => [...examined.facts.environments].map((file) => ({ examined, file })));
    const found = await Promise.all(
      files.map(({ examined, file: [path, content] }) => tryFile(examined, path, content)),
    );
    return found.flat();
  },
};

async function tryFile(examined: Examined, file: string, content: string): Promise<Finding[]> {
  const variables = variablesIn(content);
  const credentials = credentialsOf((key) => variables.get(`OS_${key.toUpperCase()}`));
  if (!credentials) return [];
  const answer = await logIn(examined, credentials);
  const place = (key: string) => ({ host: examined.name, file, key });
  const deploy = 'Deploy the stack, which writes the file and sets the password; then read the file again.';
  switch (answer.outcome) {
    case 'let in':
      return [];
    case 'refused':
      return [
        problem(
          `Keystone does not let ${answer.who} in (401) with the password in ${file}.`,
          place('OS_PASSWORD'),
          deploy,
        ),
      ];
    case 'no role':
      return [
        problem(`${answer.who} has no role there, so ${file} gives no token (401).`, place('OS_PROJECT_NAME'), deploy),
      ];
    case 'other scheme':
      return [
        problem(`OS_AUTH_URL in ${file} begins with the wrong one of http and https.`, place('OS_AUTH_URL'), deploy),
      ];
    default: {
      const fix = 'See that Keystone runs there; if the URL is another one than the stack has, deploy the stack.';
      const seen = { ...place('OS_AUTH_URL'), log: answer.said };
      return [problem(unreachedCause(credentials.authUrl, answer), seen, fix)];
    }
  }
}
