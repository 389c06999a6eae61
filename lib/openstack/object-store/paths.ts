/** A container of a project's account. */
export interface ContainerPlace {
  /** Id of the project. */
  readonly project: string;
  readonly container: string;
}

/** An object in a container. */
export interface ObjectPlace extends ContainerPlace {
  readonly object: string;
}

/** Below the account's URL. */
export function containerPath({ container }: ContainerPlace): string {
  return `/${encodeURIComponent(container)}`;
}

/** Slashes in an object's name are its own affair, and stand as they are. */
export function objectPath(place: ObjectPlace): string {
  return `${containerPath(place)}/${place.object.split('/').map(encodeURIComponent).join('/')}`;
}
