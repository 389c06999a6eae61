import type { TestHost } from '../host/lab-host';

/** How many objects of each kind a host has in the measured plan, at scale one. */
export const COUNTS = { files: 300, configFiles: 20, units: 20, packages: 50 };

/** One set of objects, said in Terraform's way, in Ansible's way, and as one shell command that reads it all. */
export class Objects {
  private readonly files: readonly string[];
  private readonly configFiles: readonly string[];
  private readonly units: readonly string[];

  constructor(
    private readonly host: TestHost,
    private readonly scale: number,
    private readonly installed: readonly string[],
  ) {
    const names = (count: number, name: (index: number) => string) =>
      Array.from({ length: count * scale }, (_, i) => name(i));
    this.files = names(COUNTS.files, (index) => `/etc/bench/file-${index}`);
    this.configFiles = names(COUNTS.configFiles, (index) => `/etc/bench/config-${index}.conf`);
    this.units = names(COUNTS.units, (index) => `bench-${index}.service`);
  }

  public get count(): number {
    return this.files.length + this.configFiles.length + this.units.length + this.packages.length;
  }

  private get packages(): readonly string[] {
    return Array.from(
      { length: COUNTS.packages * this.scale },
      (_, index) => this.installed[index % this.installed.length] as string,
    );
  }

  /** What has to be on the host before: directory, configuration files and units to manage, and what Ansible's apt module needs. */
  public async prepare(): Promise<void> {
    await this.host.shell(`
      mkdir -p /etc/bench
      for i in $(seq 0 ${this.configFiles.length - 1}); do
        { echo '[DEFAULT]'; seq -f '# option %g is explained here at some length' 300; echo 'own = 1'; } > /etc/bench/config-$i.conf
      done
      for i in $(seq 0 ${this.units.length - 1}); do
        printf '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/bench-$i.service
      done
      systemctl daemon-reload
      apt-get install -y -q python3-apt >/dev/null`);
  }

  public async remove(): Promise<void> {
    await this.host.shell(`
      systemctl disable --now 'bench-*.service' 2>/dev/null
      rm -rf /etc/bench /etc/systemd/system/bench-*.service /etc/systemd/system/bench-*.service.d /var/lib/stackwright
      systemctl daemon-reload`);
  }

  public terraform(): object {
    const host = this.host.name;
    const named = (list: readonly string[], make: (name: string, index: number) => object) =>
      Object.fromEntries(list.map((name, index) => [`o${index}`, { host, ...make(name, index) }]));
    return {
      provider: this.host.provider,
      resource: {
        stackwright_file: named(this.files, (path, index) => ({ path, content: `content of ${index}\n` })),
        stackwright_config_file: named(this.configFiles, (path) => ({ path, settings: { DEFAULT: SETTINGS } })),
        stackwright_service: named(this.units, (name) => ({ name })),
        stackwright_package: named(this.packages, (name) => ({ packages: [name], on_destroy: 'keep' })),
      },
    };
  }

  /** As many of Terraform's own objects, which live in state alone: what its plan costs whatever the provider does. */
  public terraformData(): object {
    return {
      resource: {
        terraform_data: Object.fromEntries(
          Array.from({ length: this.count }, (_, index) => [`o${index}`, { input: `${index}` }]),
        ),
      },
    };
  }

  /** A playbook of one task for each kind, looping over its objects. Facts are not gathered, in Ansible's favour. */
  public playbook(): object[] {
    const loop = (list: readonly unknown[]) => ({ loop: list, loop_control: { label: '{{ item }}' } });
    return [
      {
        hosts: 'all',
        gather_facts: false,
        tasks: [
          {
            copy: {
              dest: '{{ item.path }}',
              content: 'content of {{ item.index }}\n',
              owner: 'root',
              group: 'root',
              mode: '0644',
            },
            loop: this.files.map((path, index) => ({ path, index })),
          },
          {
            ini_file: {
              path: '{{ item.path }}',
              section: 'DEFAULT',
              option: '{{ item.option }}',
              value: '{{ item.value }}',
            },
            loop: this.configFiles.flatMap((path) =>
              Object.entries(SETTINGS).map(([option, value]) => ({ path, option, value })),
            ),
          },
          { systemd: { name: '{{ item }}', enabled: true, state: 'started' }, ...loop(this.units) },
          { apt: { name: '{{ item }}', state: 'present' }, ...loop(this.packages) },
        ],
      },
    ];
  }

  /** One shell command that reads all that the plan has to know. */
  public readAll(): string {
    return `
      cd /etc/bench
      stat --printf='%n %f %U %G %s\\n' file-* config-*
      sha256sum file-* config-*
      cat config-*
      systemctl show -p Id,LoadState,ActiveState,UnitFileState ${this.units.join(' ')}
      dpkg-query -W -f '\${db:Status-Abbrev} \${Package} \${Version}\\n' ${[...new Set(this.packages)].join(' ')}`;
  }
}

const SETTINGS = { debug: 'false', bind_host: '192.0.2.1', workers: '4' };
