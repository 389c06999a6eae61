import { labHost, type TestHost } from './lab-host';

/** A host on which RabbitMQ runs as its package brings it, with nothing in it but what every RabbitMQ has. */
export async function rabbitHost(): Promise<TestHost> {
  const host = await labHost('node2');
  await host.shell(`
    if ! [ -x /usr/sbin/rabbitmqctl ]; then
      apt-get update -q
      DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends -o Dpkg::Options::=--force-unsafe-io rabbitmq-server
    fi >&2
    systemctl start rabbitmq-server`);
  await resetRabbit(host);
  return host;
}

/** Removes what a test has left, by the server's own tool. */
export async function resetRabbit(host: TestHost): Promise<void> {
  await host.shell(`
    rm -rf /var/lib/stackwright/found/rabbitmq-*
    systemctl start rabbitmq-server
    rabbitmqctl -q eval '
      [rabbit_auth_backend_internal:delete_user(proplists:get_value(user, U), <<"test">>) || U <- rabbit_auth_backend_internal:list_users()],
      [rabbit_vhost:delete(V, <<"test">>) || V <- rabbit_vhost:list_names(), V =/= <<"/">>],
      rabbit_vhost:put_vhost(<<"/">>, <<"Default virtual host">>, [], undefined, undefined, <<"test">>),
      rabbit_auth_backend_internal:add_user(<<"guest">>, <<"guest">>, <<"test">>),
      rabbit_auth_backend_internal:set_tags(<<"guest">>, [administrator], <<"test">>),
      rabbit_auth_backend_internal:set_permissions(<<"guest">>, <<"/">>, <<".*">>, <<".*">>, <<".*">>, <<"test">>).' </dev/null`);
}

/** What the server's own tool says. */
export async function rabbitmqctl(host: TestHost, command: string): Promise<string> {
  return (await host.shell(`rabbitmqctl -q ${command} </dev/null`)).trim();
}

/** The server's users, tags and permissions, and its virtual hosts. */
export async function rabbitState(host: TestHost): Promise<Record<'users' | 'permissions' | 'vhosts', unknown[]>> {
  const said = await host.shell(`
    exec </dev/null
    rabbitmqctl -q list_users --formatter json; printf '\\0'
    rabbitmqctl -q eval 'io:format("~s", [rabbit_json:encode(rabbit_auth_backend_internal:list_permissions())]).'; printf '\\0'
    rabbitmqctl -q list_vhosts name description --formatter json`);
  const [users = '', permissions = '', vhosts = ''] = said.split('\0');
  const json = (text: string) => JSON.parse(text.slice(0, text.lastIndexOf(']') + 1)) as unknown[];
  return { users: json(users), permissions: json(permissions), vhosts: json(vhosts) };
}
