/** One step into a value: an attribute's name, a map's key, or a list's index. Elements of a set have no address. */
export type PathStep = { readonly attribute: string } | { readonly key: string } | { readonly index: number };

/** Where in a resource's or provider's configuration something is, from the root inwards. */
export type AttributePath = readonly PathStep[];

/** The path as a person writes it in HCL: `hosts["node1"].port`, `device[2].mount_point`. */
export function pathText(path: AttributePath): string {
  return path
    .map((step, position) => {
      if ('attribute' in step) return position === 0 ? step.attribute : `.${step.attribute}`;
      return 'key' in step ? `[${JSON.stringify(step.key)}]` : `[${step.index}]`;
    })
    .join('');
}
