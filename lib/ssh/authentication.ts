import { readFile } from 'node:fs/promises';
import type {
  AnyAuthMethod,
  AuthenticationType,
  AuthHandlerMiddleware,
  KeyboardInteractiveCallback,
  Prompt,
} from 'ssh2';
import { AuthenticationFailed, SshOptionsInvalid } from './errors';
import { expandHome } from './home';
import { fingerprintOf } from './host-keys';
import { addressOf, type SshOptions } from './options';
import { ssh2 } from './ssh2';

interface Method {
  /** For people; no secret. */
  readonly description: string;
  /** The name that the server knows it by. */
  readonly wireName: AuthenticationType;
  readonly attempt: AnyAuthMethod;
}

/** Walks through the ways to log in and remembers what was tried, so that a refusal can say so. */
export class Authentication {
  private readonly tried: string[] = [];
  private readonly notes: string[] = [];
  private accepted: readonly string[] = [];
  private next = 0;

  private constructor(
    private readonly options: SshOptions,
    private readonly methods: readonly Method[],
  ) {}

  /** @throws {SshOptionsInvalid} when a key cannot be used or there is no way to log in at all. */
  public static async load(options: SshOptions): Promise<Authentication> {
    const { user: username, password } = options;
    const methods: Method[] = [];
    const key = await loadPrivateKey(options);
    if (key) methods.push(key);
    const agent = agentPath(options);
    if (agent !== undefined) {
      const attempt: AnyAuthMethod = { type: 'agent', username, agent };
      methods.push({ description: `the agent at ${agent}`, wireName: 'publickey', attempt });
    }
    if (password !== undefined) {
      const attempt: AnyAuthMethod = { type: 'password', username, password };
      methods.push({ description: 'the password', wireName: 'password', attempt });
      methods.push(keyboardInteractive(username, password));
    }
    if (methods.length === 0) {
      throw new SshOptionsInvalid(
        `There is no way to log in to ${addressOf(options)}: give a private key or a password, or start an ssh-agent (SSH_AUTH_SOCK is not set).`,
      );
    }
    return new Authentication(options, methods);
  }

  /** Whether the host's key was accepted and logging in has begun. */
  public get begun(): boolean {
    return this.tried.length > 0;
  }

  /** Gives ssh2 one way after another, passing over those that the server does not take. */
  public readonly handler: AuthHandlerMiddleware = (methodsLeft, _partial, give) => {
    if (Array.isArray(methodsLeft)) this.accepted = methodsLeft;
    while (this.next < this.methods.length) {
      const method = this.methods[this.next++];
      if (method === undefined) break;
      if (Array.isArray(methodsLeft) && !methodsLeft.includes(method.wireName)) continue;
      this.tried.push(method.description);
      return give(method.attempt);
    }
    return give(false as unknown as AnyAuthMethod);
  };

  /** Something that went wrong on the way and may explain a refusal. */
  public note(text: string): void {
    this.notes.push(text);
  }

  public failure(): AuthenticationFailed {
    const notes = this.notes.length > 0 ? `On the way: ${this.notes.join('; ')}.` : undefined;
    return new AuthenticationFailed(addressOf(this.options), this.options.user, this.tried, this.accepted, notes);
  }
}

/** Servers that ask on the keyboard (PAM) get the password for every question whose answer is not shown. */
function keyboardInteractive(username: string, password: string): Method {
  const prompt = (_n: string, _i: string, _l: string, prompts: Prompt[], finish: KeyboardInteractiveCallback) =>
    finish(prompts.map(({ echo }) => (echo ? '' : password)));
  return {
    description: 'the password for keyboard-interactive',
    wireName: 'keyboard-interactive',
    attempt: { type: 'keyboard-interactive', username, prompt },
  };
}

function agentPath({ agent, privateKey, privateKeyPath, password }: SshOptions): string | undefined {
  if (typeof agent === 'string') return expandHome(agent);
  const wanted = agent ?? (privateKey === undefined && privateKeyPath === undefined && password === undefined);
  return wanted ? process.env.SSH_AUTH_SOCK : undefined;
}

async function loadPrivateKey(options: SshOptions): Promise<Method | undefined> {
  const { privateKeyPath: path, passphrase, user: username } = options;
  const name = path === undefined ? 'the private key' : `the private key ${path}`;
  const text = options.privateKey ?? (path === undefined ? undefined : await readKey(path));
  if (text === undefined) return undefined;
  const parsed = ssh2().utils.parseKey(text, passphrase);
  if (parsed instanceof Error) throw new SshOptionsInvalid(`${capitalized(name)} cannot be used: ${parsed.message}.`);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!key?.isPrivateKey()) {
    throw new SshOptionsInvalid(`${capitalized(name)} cannot be used: it is a public key. Give the private one.`);
  }
  const attempt: AnyAuthMethod = { type: 'publickey', username, key: text, ...(passphrase && { passphrase }) };
  return { description: `${name} (${key.type} ${fingerprintOf(key.getPublicSSH())})`, wireName: 'publickey', attempt };
}

async function readKey(path: string): Promise<string> {
  try {
    return await readFile(expandHome(path), 'utf8');
  } catch (error) {
    throw new SshOptionsInvalid(`The private key ${path} cannot be read: ${(error as Error).message}.`);
  }
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
