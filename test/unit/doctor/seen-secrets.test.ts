import type { Examination } from '../../../lib/doctor/examination';
import { seenSecrets } from '../../../lib/doctor/seen-secrets';
import { IniDocument } from '../../../lib/ini';

test('what stands where secrets stand is taken out of texts, and nothing else is', () => {
  const config = IniDocument.parse(
    '[DEFAULT]\ntransport_url = rabbit://nova:que%40ueue@192.0.2.11:5672/\nmy_name = visible\n[keystone_authtoken]\npassword = wrongone\n',
  );
  const facts = {
    configs: new Map([['/etc/nova/nova.conf', config]]),
    environments: new Map([['/root/openrc', "export OS_PASSWORD='environs'\nexport OS_USERNAME='username'\n"]]),
  };
  const redactor = seenSecrets({ hosts: [{ facts }] } as unknown as Examination);
  expect(redactor.redact('wrongone que@ueue que%40ueue environs visible username')).toBe(
    '(secret [keystone_authtoken] password) (secret in [DEFAULT] transport_url) (secret in [DEFAULT] transport_url) ' +
      '(secret OS_PASSWORD) visible username',
  );
});
