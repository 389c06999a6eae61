/**
 * Erlang programs for a RabbitMQ node. They call the functions that `rabbitmqctl` calls on the node for the same commands, which
 * have been there under these names since RabbitMQ 3.8 and are in 4 too: they check what they are given, write to the log, and
 * tell plugins and the other nodes of a cluster. The tables behind them have changed in the meantime.
 */

/** Who RabbitMQ's log and events say it was. */
const BY = '<<"stackwright">>';

/**
 * `Input`: `users` with `name` and perhaps `password`, and `vhosts` by name. A user's password is tried as a login does
 * (`rabbitmqctl authenticate_user`): one round of SHA-256, unless RabbitMQ was configured otherwise.
 */
export const LOOK = `
#{<<"users">> := Asked, <<"vhosts">> := VHosts} = Input,
Users = maps:from_list([{proplists:get_value(user, U), proplists:get_value(tags, U)} || U <- rabbit_auth_backend_internal:list_users()]),
Infos = maps:from_list([{proplists:get_value(name, I), proplists:get_value(description, I)} || I <- rabbit_vhost:info_all([name, description])]),
Text = fun(Value) when is_binary(Value) -> Value; (_) -> <<>> end,
Matches = fun
  (#{<<"name">> := Name, <<"password">> := Password}) ->
    element(1, rabbit_auth_backend_internal:user_login_authentication(Name, [{password, Password}])) =:= ok;
  (_) -> false
end,
LookAtUser = fun(#{<<"name">> := Name} = User) ->
  try #{
    <<"tags">> => [rabbit_data_coercion:to_binary(Tag) || Tag <- maps:get(Name, Users)],
    <<"permissions">> => [[proplists:get_value(Key, Of) || Key <- [vhost, configure, write, read]]
                          || Of <- rabbit_auth_backend_internal:list_user_permissions(Name)],
    <<"passwordMatches">> => Matches(User)}
  catch error:{badkey, Name} -> false; throw:{error, {no_such_user, _}} -> false end
end,
LookAtVHost = fun(Name) ->
  case Infos of #{Name := Description} -> #{<<"description">> => Text(Description)}; _ -> false end
end,
#{<<"users">> => [LookAtUser(User) || User <- Asked], <<"vhosts">> => [LookAtVHost(Name) || Name <- VHosts]}`;

/**
 * `Input`: `name`; what of `create`, `password`, `tags` is to be set; `grant` with a list `[vhost, configure, write, read]`
 * for each, and `revoke`.
 */
export const SETTLE_USER = `
#{<<"name">> := Name, <<"grant">> := Grant, <<"revoke">> := Revoke} = Input,
Ok = fun(ok) -> ok; ({error, Error}) -> throw({error, Error}) end,
case Input of
  #{<<"create">> := true, <<"password">> := New} -> Ok(rabbit_auth_backend_internal:add_user(Name, New, ${BY}));
  #{<<"password">> := Changed} -> Ok(rabbit_auth_backend_internal:change_password(Name, Changed, ${BY}));
  _ -> ok
end,
case Input of
  #{<<"tags">> := Tags} -> ok = rabbit_auth_backend_internal:set_tags(Name, Tags, ${BY});
  _ -> ok
end,
[ok = rabbit_auth_backend_internal:set_permissions(Name, VHost, Configure, Write, Read, ${BY}) || [VHost, Configure, Write, Read] <- Grant],
[try rabbit_auth_backend_internal:clear_permissions(Name, VHost, ${BY}) catch throw:{error, {no_such_vhost, _}} -> ok end || VHost <- Revoke],
true`;

/** `Input`: a user's name. Its password as it is kept, with the name of what hashed it, to be put back some day; false without. */
export const PASSWORD_HASH = `
case rabbit_auth_backend_internal:lookup_user(Input) of
  {ok, User} -> #{
    <<"hash">> => base64:encode(internal_user:get_password_hash(User)),
    <<"algorithm">> => atom_to_binary(rabbit_auth_backend_internal:hashing_module_for_user(User), utf8)};
  {error, not_found} -> false
end`;

/** `Input`: `name`, `hash`, `algorithm`. Makes the user if there is none. */
export const RESTORE_PASSWORD = `
#{<<"name">> := Name, <<"hash">> := Hash, <<"algorithm">> := Algorithm} = Input,
case rabbit_auth_backend_internal:exists(Name) of
  true -> ok;
  false -> ok = rabbit_auth_backend_internal:add_user(Name, base64:encode(crypto:strong_rand_bytes(24)), ${BY})
end,
ok = rabbit_auth_backend_internal:change_password_hash(Name, base64:decode(Hash), binary_to_atom(Algorithm, utf8)),
true`;

/** `Input`: a user's name. */
export const DELETE_USER = `
try rabbit_auth_backend_internal:delete_user(Input, ${BY}) catch throw:{error, {no_such_user, _}} -> ok end,
true`;

/**
 * `Input`: `name`, `description`. What else belongs to a virtual host stays. A new one is made by `add`, because `put_vhost`,
 * which is for those that exist, gives permissions on a new one to a user of the name that it is told did it.
 */
export const SETTLE_VHOST = `
#{<<"name">> := Name, <<"description">> := Description} = Input,
ok = case rabbit_vhost:exists(Name) of
  false -> rabbit_vhost:add(Name, #{description => Description, tags => []}, ${BY});
  true ->
    [Metadata] = [proplists:get_value(metadata, I) || I <- rabbit_vhost:info_all([name, metadata]), proplists:get_value(name, I) =:= Name],
    rabbit_vhost:put_vhost(Name, Description, maps:get(tags, Metadata, []), maps:get(default_queue_type, Metadata, undefined), undefined, ${BY})
end,
true`;

/** `Input`: a virtual host's name. How many queues it has, and how many messages are in them. */
export const VHOST_LOSSES = `
case rabbit_vhost:exists(Input) of
  false -> [0, 0];
  true ->
    Queues = rabbit_amqqueue:info_all(Input, [messages]),
    Numbers = [proplists:get_value(messages, Queue) || Queue <- Queues],
    [length(Queues), lists:sum([Number || Number <- Numbers, is_integer(Number)])]
end`;

/** `Input`: a virtual host's name. */
export const DELETE_VHOST = `
try rabbit_vhost:delete(Input, ${BY}) catch throw:{error, {no_such_vhost, _}} -> ok end,
true`;
