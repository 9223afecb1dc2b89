// Structured-clone values <-> JSON text. `makeCodec` is also injected into the page as source text, so it uses nothing
// from outside itself (types disappear when Node strips them).

export interface Codec {
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}
type Ref = null | boolean | string | number | { n: string } | { u: 1 } | { b: string } | { r: number };
type Node =
  | ['array', Ref[]]
  | ['date', number | null]
  | ['regexp', string, string]
  | ['map', [Ref, Ref][]]
  | ['set', Ref[]]
  | ['buffer', string]
  | ['view', string, string]
  | ['error', string, string, string | undefined]
  | ['boxed', number | string | boolean]
  | ['object', [string, Ref][]];

/** Makes the codec. `encode` throws Chromium's sentence for a value that structured clone would refuse. */
export function makeCodec(): Codec {
  const toBase64 = (bytes: Uint8Array): string => {
    if (typeof Buffer !== 'undefined') {
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    }
    let text = '';
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return btoa(text);
  };
  const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
    if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(text, 'base64'));
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return bytes;
  };
  const views: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  };
  const errors: Record<string, ErrorConstructor> = {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };
  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };

  const encode = (root: unknown): string => {
    const seen = new Map<object, number>();
    const nodes: (Node | 0)[] = [];
    const refOf = (v: unknown): Ref => {
      if (v === null || typeof v === 'boolean' || typeof v === 'string') return v;
      if (typeof v === 'number') {
        return Number.isFinite(v) && !Object.is(v, -0) ? v : { n: Object.is(v, -0) ? '-0' : String(v) };
      }
      if (v === undefined) return { u: 1 };
      if (typeof v === 'bigint') return { b: String(v) };
      if (typeof v !== 'object') return refuse();
      const known = seen.get(v);
      if (known !== undefined) return { r: known };
      const at = nodes.push(0) - 1;
      seen.set(v, at);
      nodes[at] = nodeOf(v);
      return { r: at };
    };
    const nodeOf = (v: object): Node => {
      const tag = Object.prototype.toString.call(v).slice(8, -1);
      if (Array.isArray(v)) return ['array', Array.from(v as unknown[], refOf)];
      if (v instanceof Date) return ['date', v.getTime()];
      if (v instanceof RegExp) return ['regexp', v.source, v.flags];
      if (v instanceof Map) return ['map', [...v].map(([k, x]): [Ref, Ref] => [refOf(k), refOf(x)])];
      if (v instanceof Set) return ['set', [...v].map(refOf)];
      if (tag === 'ArrayBuffer') return ['buffer', toBase64(new Uint8Array(v as ArrayBuffer))];
      if (ArrayBuffer.isView(v)) return ['view', tag, toBase64(new Uint8Array(v.buffer, v.byteOffset, v.byteLength))];
      if (v instanceof Error) return ['error', v.name, v.message, v.stack];
      if (tag === 'Number' || tag === 'String' || tag === 'Boolean') {
        return ['boxed', v.valueOf() as number | string | boolean];
      }
      return tag === 'Object' ? ['object', Object.entries(v).map(([k, x]): [string, Ref] => [k, refOf(x)])] : refuse();
    };
    const ref = refOf(root);
    return JSON.stringify([ref, nodes]);
  };

  const decode = (text: string): unknown => {
    const [root, nodes] = JSON.parse(text) as [Ref, Node[]];
    const made = new Map<number, unknown>();
    // Registered before its members are read, so that a cycle finds it.
    const keep = <T>(at: number, value: T): T => {
      made.set(at, value);
      return value;
    };
    const valueOf = (ref: Ref): unknown => {
      if (ref === null || typeof ref !== 'object') return ref;
      if ('n' in ref) return Number(ref.n);
      if ('u' in ref) return undefined;
      if ('b' in ref) return BigInt(ref.b);
      if (made.has(ref.r)) return made.get(ref.r);
      const node = nodes[ref.r];
      return node === undefined ? undefined : build(ref.r, node);
    };
    const build = (at: number, node: Node): unknown => {
      switch (node[0]) {
        case 'array': {
          const array = keep<unknown[]>(at, []);
          for (const x of node[1]) array.push(valueOf(x));
          return array;
        }
        case 'date':
          return keep(at, new Date(node[1] ?? NaN));
        case 'regexp':
          return keep(at, new RegExp(node[1], node[2]));
        case 'map': {
          const map = keep(at, new Map<unknown, unknown>());
          for (const [k, x] of node[1]) map.set(valueOf(k), valueOf(x));
          return map;
        }
        case 'set': {
          const set = keep(at, new Set<unknown>());
          for (const x of node[1]) set.add(valueOf(x));
          return set;
        }
        case 'buffer':
          return keep(at, fromBase64(node[1]).buffer);
        case 'view': {
          const View = views[node[1]];
          return keep(at, View ? new View(fromBase64(node[2]).buffer) : refuse());
        }
        case 'error': {
          const Kind = errors[node[1]] ?? Error;
          const error = keep(at, new Kind(node[2]));
          if (node[3] !== undefined) error.stack = node[3];
          return error;
        }
        case 'boxed':
          return keep(at, Object(node[1]) as unknown);
        case 'object': {
          const object = keep<Record<string, unknown>>(at, {});
          const how = { enumerable: true, writable: true, configurable: true };
          for (const [k, x] of node[1]) {
            // Defining takes ten times as long, and only this name needs it: written, it would change the object's kind.
            if (k === '__proto__') Object.defineProperty(object, k, { value: valueOf(x), ...how });
            else object[k] = valueOf(x);
          }
          return object;
        }
      }
    };
    return valueOf(root);
  };

  return { encode, decode };
}
