import type { Diagnosis } from '../diagnosis';
import type { Examination, Examined } from '../examination';
import { type Finding, problem } from '../finding';

/** Rings that are missing, or not the same everywhere. */
export const rings: Diagnosis = {
  subject: 'rings',
  look: (examination) =>
    examination.hosts.flatMap((builder) =>
      builder.wanted.rings.flatMap(({ directory, name, copies }) => [
        ...missing(builder, `${directory}/${name}.ring.gz`, 'It is built there.'),
        ...copies.flatMap((host) => copy(examination, builder, `${directory}/${name}.ring.gz`, host)),
      ]),
    ),
};

function missing({ name, facts }: Examined, path: string, why: string): Finding[] {
  if (facts.rings.has(path)) return [];
  return [
    problem(
      `${name} has no ${path}: Swift's servers do not start there ("Assertion failed on job"), or know no devices. ${why}`,
      { host: name, file: path },
      'Deploy the stack: the ring is made from its builder, and copied to where it belongs.',
    ),
  ];
}

function copy({ hosts }: Examination, builder: Examined, path: string, name: string): Finding[] {
  const host = hosts.find((examined) => examined.name === name);
  if (!host) return [];
  const [original, there] = [builder.facts.rings.get(path), host.facts.rings.get(path)];
  if (there === undefined) return missing(host, path, `It is a copy of the one of ${builder.name}.`);
  if (original === undefined || original === there) return [];
  return [
    problem(
      `${path} is another one on ${name} than on ${builder.name}, where it is built: they look for the same objects in different places.`,
      [
        { host: name, file: path },
        { host: builder.name, file: path },
      ],
      `Deploy the stack, or copy the file from ${builder.name} to ${name}.`,
    ),
  ];
}
