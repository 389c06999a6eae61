import { IniDocument } from '../ini';
import { Redactor } from '../secrets/redactor';
import type { Examination } from './examination';
import { keyIn } from './finding';
import { loginIn } from './server-logins';
import { variablesIn } from './shell-variables';

const SECRET = /passw|passphrase|secret|_key$|token$/i;

/**
 * Takes what stands on the hosts in places of secrets out of texts: a wrong password is nobody's business either, and logs may quote one. The
 * stack's own secrets it does not know.
 */
export function seenSecrets({ hosts }: Examination): Redactor {
  const redactor = new Redactor();
  for (const { facts } of hosts) {
    for (const config of facts.configs.values()) {
      if (!(config instanceof IniDocument)) continue;
      for (const name of config.keys()) {
        for (const value of config.values(name)) {
          if (value === null) continue;
          if (SECRET.test(name.key)) redactor.add(keyIn(name.section, name.key), value);
          const login = loginIn(value);
          if (login) redactor.add(`in ${keyIn(name.section, name.key)}`, login.password);
        }
      }
    }
    for (const content of facts.environments.values()) {
      for (const [name, value] of variablesIn(content)) if (SECRET.test(name)) redactor.add(name, value);
    }
  }
  return redactor;
}
