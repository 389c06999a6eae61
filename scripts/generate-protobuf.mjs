// Generates lib/plugin/wire/generated/ from the .proto files beside it: messages.js (readers, writers and the table of
// methods, with pbf's runtime inside, so that it is plain CommonJS without a dependency) and messages.d.ts.
// Run it after a change of a .proto file; running it again changes nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileRaw } from 'pbf/compile';

// pbf brings this parser along.
const schema = createRequire(createRequire(import.meta.url).resolve('pbf/compile'))('protocol-buffers-schema');

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const wire = path.join(root, 'lib/plugin/wire');
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const flat = (name) => name.replaceAll('.', '');

const protos = ['tfplugin6.proto', 'go-plugin.proto'].map((file) =>
  schema.parse(readFileSync(path.join(wire, file), 'utf8')),
);
const messages = protos.flatMap((proto) => proto.messages.flatMap((message) => withNested(message, [])));
const names = new Set(messages.map(({ name }) => name));
const methods = protos.flatMap((proto) =>
  proto.services.flatMap((service) =>
    service.methods.map(({ name, input_type: input, output_type: output }) => ({
      name,
      path: `/${proto.package}.${service.name}/${name}`,
      request: flat(input),
      response: flat(output),
    })),
  ),
);

/** A message and all inside it, under the flat names that pbf gives them, with fields in camel case. */
function withNested(message, outer) {
  const scope = [...outer, message.name];
  for (const field of message.fields) field.name = camel(field.name);
  return [{ name: scope.join(''), scope, message }, ...message.messages.flatMap((inner) => withNested(inner, scope))];
}

/** The flat name of a message type named from inside another, the innermost scope first; undefined for other types. */
function resolve(type, scope) {
  for (let depth = scope.length; depth >= 0; depth -= 1) {
    const candidate = scope.slice(0, depth).join('') + flat(type);
    if (names.has(candidate)) return candidate;
  }
  return undefined;
}

function fieldType(field, scope) {
  const one = (type) =>
    ({ string: 'string', bytes: 'Uint8Array', bool: 'boolean', int64: 'number', int32: 'number', uint32: 'number' })[
      type
    ] ??
    resolve(type, scope) ??
    'number';
  if (field.map) return `Record<string, ${one(field.map.to)}>`;
  if (field.repeated) return `${one(field.type)}[]`;
  const single = one(field.type);
  const absent = field.type === 'bytes' || resolve(field.type, scope) !== undefined;
  return absent ? `${single} | undefined` : single;
}

function declarations() {
  const interfaces = messages.map(({ name, scope, message }) => {
    const fields = message.fields.map((field) => `  ${field.name}: ${fieldType(field, scope)};\n`);
    const choices = [...new Set(message.fields.map(({ oneof }) => oneof).filter(Boolean))].map((oneof) => {
      const members = message.fields.filter((field) => field.oneof === oneof).map((field) => `'${field.name}'`);
      return `  ${oneof}: ${members.join(' | ')} | undefined;\n`;
    });
    return `export interface ${name} {\n${fields.join('')}${choices.join('')}}\n`;
  });
  const table = methods.map(({ name, request, response }) => `  ${name}: Method<${request}, ${response}>;\n`);
  return `${banner}
/** A message as it is written: what is left out is sent as its default, that is, not at all. */
export type Written<T> = T extends Uint8Array
  ? Uint8Array
  : T extends (infer E)[]
    ? readonly Written<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: Written<T[K]> }
      : T;

export interface Codec<T> {
  /** Every field is there; an absent message or bytes field is undefined. Bytes are views into the given ones. */
  decode(bytes: Uint8Array): T;
  encode(message: Written<T>): Uint8Array;
}

export interface Method<Request, Response> {
  readonly path: string;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

export const methods: {
${table.join('')}};

${interfaces.join('\n')}`;
}

function entry() {
  const codecs = [...new Set(methods.flatMap(({ request, response }) => [request, response]))];
  return `${protos.map((proto) => compileRaw(proto, { dev: true })).join('\n')}
import { PbfReader, PbfWriter } from 'pbf';

const codec = (read, write) => ({
  decode(bytes) {
    return read(new PbfReader(bytes), bytes.length);
  },
  encode(message) {
    const writer = new PbfWriter();
    write(message, writer);
    return writer.finish();
  },
});
${codecs.map((name) => `const ${name} = codec(read${name}, write${name});`).join('\n')}
export const methods = {
${methods.map(({ name, path: at, request, response }) => `  ${name}: { path: '${at}', request: ${request}, response: ${response} },`).join('\n')}
};
`;
}

const banner = '// Generated by scripts/generate-protobuf.mjs from ../*.proto. Do not edit.\n';
const license = readFileSync(path.join(root, 'node_modules/pbf/LICENSE'), 'utf8').trim();
await build({
  stdin: {
    contents: entry().replaceAll(/^export (?!const methods)/gm, ''),
    sourcefile: 'messages.js',
    resolveDir: root,
  },
  absWorkingDir: root,
  outfile: path.join(wire, 'generated/messages.js'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.9',
  logLevel: 'warning',
  banner: { js: `${banner}/* Contains parts of pbf, under this licence:\n\n${license}\n*/` },
});
writeFileSync(path.join(wire, 'generated/messages.d.ts'), declarations());
