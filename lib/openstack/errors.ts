/** What went wrong with an OpenStack API, in terms a user can act on. */
export class OpenStackError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The API did not answer, or only that it cannot at the moment. It says nothing about what stands behind it. */
export class ApiUnavailable extends OpenStackError {
  constructor(
    /** For people, and the same for everything behind it: `http://192.0.2.11:5000`, `the service "image"`. */
    public readonly api: string,
    /** What was seen, in whole sentences. */
    why: string,
    options?: ErrorOptions,
  ) {
    super(why, options);
  }
}

/** The catalog has no such service, or not at that interface and region: what it keeps is still there, and nobody is told where. */
export class EndpointMissing extends ApiUnavailable {
  constructor(service: string, why: string) {
    super(`the service "${service}"`, why);
  }
}

/** Nobody is let in with the password that is configured, but what is planned sets it. */
export class PasswordToBeSet extends ApiUnavailable {}

/** What an API answered to a request that it did not carry out. */
export interface Refusal {
  readonly status: number;
  readonly method: string;
  readonly url: string;
  /** What the API said, as text. */
  readonly said: string;
  /** By which its operators find the request in its log. */
  readonly requestId?: string;
}

/** An answer with a status of 400 or more. */
export class RequestRefused extends OpenStackError {
  constructor(
    public readonly refusal: Refusal,
    explanation = '',
  ) {
    const { status, method, url, said, requestId } = refusal;
    const id = requestId === undefined ? '' : ` (request ${requestId})`;
    super(`${method} ${url} was answered with ${status}${id}: ${said.trim() || 'nothing more'}${explanation}`);
  }

  public get status(): number {
    return this.refusal.status;
  }
}

/** Nobody was let in: 401 for user and password. */
export class CredentialsRefused extends OpenStackError {
  constructor(
    public readonly authUrl: string,
    /** For people: `user "admin" of domain "Default", for project "admin"`. */
    public readonly who: string,
    said: string,
  ) {
    super(
      `${authUrl} does not let ${who} in (401): ${said.trim()} Check user, domain, project and password in the provider's "clouds"; the ` +
        'password may also have been changed by somebody else.',
    );
  }
}

/** 403: who asks is known, and may not. */
export class NotAllowed extends RequestRefused {
  constructor(refusal: Refusal, who: string) {
    // Keystone has 403 also for what nobody may do, such as removing a region with endpoints.
    const isPolicy = /authori[sz]ed|policy|permi(t|ss)|forbidden/i.test(refusal.said);
    const advice = `It was asked by ${who}: give it a role that may do this, or use another user in the provider's "clouds".`;
    super(refusal, isPolicy ? ` ${advice}` : '');
  }
}

/** Whoever answers there cannot prove who it is. */
export class CertificateRefused extends OpenStackError {
  constructor(where: string, why: string, options?: ErrorOptions) {
    super(
      `${where} is not trusted: ${why}. Give the file with its authority's certificate as "ca_file" in the provider's "clouds", or mend the URL.`,
      options,
    );
  }
}
