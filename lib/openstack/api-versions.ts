/** The version of each API that is spoken here, as it stands in its URLs. */
const VERSIONS: Readonly<Record<string, string>> = {
  compute: '/v2.1',
  image: '/v2',
  network: '/v2.0',
  volumev3: '/v3',
};

/**
 * The URL below which an API's paths begin. In catalogs an endpoint is written with its version and without it, and of old with
 * a project's id behind that.
 */
export function apiUrl(service: string, endpoint: string): string {
  const version = VERSIONS[service];
  return version === undefined ? endpoint : endpoint.replace(/\/v\d+(\.\d+)?(\/.*)?$/, '') + version;
}
