import { withoutPassword } from '../../../lib/host/nova/cells';

test.each([
  ['mysql+pymysql://nova:s3/cret@192.0.2.1/nova', 'mysql+pymysql://nova:***@192.0.2.1/nova'],
  [
    'rabbit://nova:a%40b@192.0.2.1:5672,nova:c@192.0.2.2:5672/',
    'rabbit://nova:***@192.0.2.1:5672,nova:***@192.0.2.2:5672/',
  ],
  ['{scheme}://{username}:{password}@{hostname}/{path}', '{scheme}://{username}:{password}@{hostname}/{path}'],
  ['none:///', 'none:///'],
])('of %s no password is told', (url, told) => {
  expect(withoutPassword(url)).toBe(told);
});
