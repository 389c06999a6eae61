import { Fn } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { localPath } from '../core/local-path';
import { exactlyOne, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

/** A key pair, in whichever way it is known. */
export interface IKeyPair extends IConstruct {
  /** Its name, which Nova knows it by; whoever uses it comes after the key pair. */
  readonly keyPairName: string;
}

export interface KeyPairProps extends CloudResourceProps {
  /**
   * Its name, unique among those of the user that the cloud is used as.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The public key: type, base64 and a comment, which counts for nothing.
   *
   * @default - read from `publicKeyFile`
   */
  readonly publicKey?: string;

  /**
   * The file that has the public key, on the machine that deploys. It is read when Terraform runs.
   *
   * @default - given as `publicKey`
   */
  readonly publicKeyFile?: string;
}

const RULES: readonly Rule<KeyPairProps>[] = [
  matching('name', /^(?! )[A-Za-z0-9_@. -]{1,255}(?<! )$/, 'a name of 1 to 255 letters, digits and "_@. -"'),
  exactlyOne('publicKey', 'publicKeyFile'),
];

/** A public key that servers can be given. It belongs to the user that the cloud is used as, and no other user sees it. */
export class KeyPair extends CloudResource implements IKeyPair {
  public readonly fqn: string;
  private readonly resource: l1.ComputeKeypair;

  public constructor(scope: Construct, id: string, props: KeyPairProps) {
    super(scope, id, props);
    const { name = id, publicKey, publicKeyFile } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('key pair', name);
    const key = publicKey ?? Fn.trimspace(Fn.file(localPath(publicKeyFile as string)));
    this.resource = this._define(l1.ComputeKeypair, { name, publicKey: key }, 'compute');
    this.fqn = this.resource.fqn;
  }

  public get keyPairName(): string {
    return this.resource.name;
  }

  /** MD5 of the key, as `ssh-keygen -l -E md5` shows it. */
  public get fingerprint(): string {
    return this.resource.fingerprint;
  }
}
