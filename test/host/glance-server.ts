import { readFile } from 'node:fs/promises';
import { type KeystoneServer, keystoneServer } from './keystone-server';

/** A Glance beside a Keystone, both stood up by hand, to test images in it. */
export interface GlanceServer extends KeystoneServer {
  /** Runs statements in Glance's database. */
  glanceSql(statements: string): Promise<void>;
}

/** Installed by the first test that needs it, which takes some minutes. It starts without images. */
export async function glanceServer(): Promise<GlanceServer> {
  const keystone = await keystoneServer();
  const [functions, script] = await Promise.all(
    ['functions', 'glance'].map((name) => readFile(`test/by-hand/${name}.sh`, 'utf8')),
  );
  // Keystone was put back to where it knew of no Glance.
  await keystone.shell(`(export ADDRESS=${keystone.details.address} PASSWORD=adminpassword
    ${functions}
    if [ -e /root/glance-by-hand ]; then
      register glance image "http://$ADDRESS:9292"
      start glance-api
      answers "http://$ADDRESS:9292/healthcheck"
    else
      ${script}
      touch /root/glance-by-hand
    fi
    mariadb glance -e 'SET foreign_key_checks = 0; DELETE FROM image_properties; DELETE FROM image_tags; DELETE FROM image_locations; DELETE FROM images'
    rm -f /var/lib/glance/images/*) >/dev/null 2>/root/glance-by-hand.log || { tail -20 /root/glance-by-hand.log >&2; exit 1; }`);
  return {
    ...keystone,
    async glanceSql(statements) {
      await keystone.shell(`mariadb glance <<'SQL'\n${statements}\nSQL`);
    },
  };
}
