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

/** Removes what a test has left. */
export async function resetRabbit(host: TestHost): Promise<void> {
  await host.shell(`
    rm -rf /var/lib/stackwright/found/rabbitmq-*
    systemctl start rabbitmq-server`);
  await evaluate(
    host,
    `[rabbit_auth_backend_internal:delete_user(proplists:get_value(user, U), <<"test">>) || U <- rabbit_auth_backend_internal:list_users()],
     [rabbit_vhost:delete(V, <<"test">>) || V <- rabbit_vhost:list_names(), V =/= <<"/">>],
     rabbit_vhost:put_vhost(<<"/">>, <<"Default virtual host">>, [], undefined, undefined, <<"test">>),
     rabbit_auth_backend_internal:add_user(<<"guest">>, <<"guest">>, <<"test">>),
     rabbit_auth_backend_internal:set_tags(<<"guest">>, [administrator], <<"test">>),
     rabbit_auth_backend_internal:set_permissions(<<"guest">>, <<"/">>, <<".*">>, <<".*">>, <<".*">>, <<"test">>),
     []`,
  );
}

/** What the server's own tool says. It starts a virtual machine, which takes more of a small machine than most tests. */
export async function rabbitmqctl(host: TestHost, command: string): Promise<string> {
  return (await host.shell(`rabbitmqctl -q ${command} </dev/null`)).trim();
}

/** Whether the server lets somebody in. */
export async function lets(host: TestHost, user: string, password: string): Promise<boolean> {
  const bytes = [...Buffer.from(password)].join();
  const answer = await evaluate(
    host,
    `element(1, rabbit_access_control:check_user_pass_login(<<"${user}">>, <<${bytes}>>)) =:= ok`,
  );
  return answer === true;
}

/** The server's users, tags and permissions, and its virtual hosts. */
export async function rabbitState(host: TestHost): Promise<Record<'users' | 'permissions' | 'vhosts', unknown[]>> {
  const state = await evaluate(
    host,
    `#{users => rabbit_auth_backend_internal:list_users(),
       permissions => rabbit_auth_backend_internal:list_permissions(),
       vhosts => [[{name, N}, {description, maps:get(description, vhost:get_metadata(rabbit_vhost:lookup(N)), <<>>)}]
                  || N <- rabbit_vhost:list_names()]}`,
  );
  return state as Record<'users' | 'permissions' | 'vhosts', unknown[]>;
}

/** The value of Erlang expressions on the node, as JSON has it. */
async function evaluate(host: TestHost, expressions: string): Promise<unknown> {
  const said = await host.shell(`su -s /bin/sh rabbitmq -c 'erl_call -sname rabbit -e' <<'END'
Value = begin ${expressions} end,
base64:encode_to_string(iolist_to_binary(rabbit_json:encode(Value))).
END`);
  const base64 = /^\{ok, "(.*)"\}/.exec(said)?.[1];
  if (base64 === undefined) throw new Error(`the node answered ${said}`);
  return JSON.parse(Buffer.from(base64, 'base64').toString());
}
