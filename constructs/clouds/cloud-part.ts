/** What a cloud may be without. */
export enum CloudPart {
  /** Images: Glance. */
  IMAGE = 'image',
  /** Servers and what connects them: Placement, Nova and Neutron. */
  COMPUTE = 'compute',
  /** Objects in containers: Swift. */
  OBJECT_STORAGE = 'object-storage',
  /** Volumes: Cinder. */
  BLOCK_STORAGE = 'block-storage',
  /** The dashboard: Horizon. */
  DASHBOARD = 'dashboard',
}
