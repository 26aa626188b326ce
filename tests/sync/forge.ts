/** Takes updates of Yjs (format V1) apart and builds them, so that tests can forge single parts. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Random } from "../random.ts";

export type StructId = [client: number, clock: number];

/** A struct of an update; `ref` is the kind of its content. */
export interface ForgedStruct {
  ref: number;
  origin?: StructId;
  right?: StructId;
  /** A root's name, or a struct with a nested type; written only without origins. */
  parent?: string | StructId;
  key?: string;
  content: Uint8Array;
}

/** A struct of nulls, in the outbox by default. */
export function nullsStruct(
  count: number,
  rest: Partial<ForgedStruct> = { parent: "outbox" },
): ForgedStruct {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, count);
  for (let n = 0; n < count; n++) encoding.writeAny(encoder, null);
  return { ref: 8, content: encoding.toUint8Array(encoder), ...rest };
}

export function deletedStruct(
  rest: Partial<ForgedStruct>,
  length = 1,
): ForgedStruct {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, length);
  return { ref: 1, content: encoding.toUint8Array(encoder), ...rest };
}

/** A client's structs; `count` is the update's claim. */
export interface ClientSection {
  client: number;
  clock: number;
  structs: ForgedStruct[];
  count?: number;
}

export interface UpdateParts {
  sections: ClientSection[];
  deletions: { client: number; ranges: [clock: number, length: number][] }[];
}

const ORIGIN = 0x80, RIGHT = 0x40, KEY = 0x20, GC = 0, SKIP = 10;

export function parseUpdate(update: Uint8Array): UpdateParts {
  const from = decoding.createDecoder(update);
  const uint = () => decoding.readVarUint(from);
  const id = (): StructId => [uint(), uint()];
  const list = <T>(read: () => T) => Array.from({ length: uint() }, read);
  const struct = (): ForgedStruct => {
    const info = decoding.readUint8(from);
    const made: ForgedStruct = { ref: info & 31, content: new Uint8Array() };
    if (made.ref !== GC && made.ref !== SKIP) {
      if (info & ORIGIN) made.origin = id();
      if (info & RIGHT) made.right = id();
      if (!(info & (ORIGIN | RIGHT))) {
        made.parent = uint() === 1 ? decoding.readVarString(from) : id();
        if (info & KEY) made.key = decoding.readVarString(from);
      }
    }
    const start = from.pos;
    skipContent(made.ref, from);
    made.content = update.slice(start, from.pos);
    return made;
  };
  const sections = list(() => {
    const count = uint();
    const client = uint(), clock = uint();
    return { client, clock, structs: Array.from({ length: count }, struct) };
  });
  const deletions = list(() => {
    const client = uint();
    return { client, ranges: list((): [number, number] => [uint(), uint()]) };
  });
  return { sections, deletions };
}

function skipContent(ref: number, from: decoding.Decoder): void {
  if (ref === GC || ref === SKIP || ref === 1) decoding.readVarUint(from);
  else if (ref === 8) {
    for (let n = decoding.readVarUint(from); n > 0; n--) decoding.readAny(from);
  } else if (ref === 2) {
    for (let n = decoding.readVarUint(from); n > 0; n--) {
      decoding.readVarString(from);
    }
  } else if (ref === 4) decoding.readVarString(from);
  else if (ref === 6) {
    decoding.readVarString(from);
    decoding.readVarString(from);
  } else if (ref === 7) {
    // Of types, only elements have names.
    if (decoding.readVarUint(from) === 3) decoding.readVarString(from);
  } else throw new Error(`an honest member does not write content ${ref}`);
}

export function buildUpdate(
  { sections, deletions }: UpdateParts,
): Uint8Array<ArrayBuffer> {
  const to = encoding.createEncoder();
  const uint = (value: number) => encoding.writeVarUint(to, value);
  const id = ([client, clock]: StructId) => (uint(client), uint(clock));
  uint(sections.length);
  for (const { client, clock, structs, count } of sections) {
    uint(count ?? structs.length);
    uint(client);
    uint(clock);
    for (const { ref, origin, right, parent, key, content } of structs) {
      const plain = ref === GC || ref === SKIP;
      const info = ref | (plain ? 0 : (origin ? ORIGIN : 0) |
        (right ? RIGHT : 0) | (key === undefined ? 0 : KEY));
      encoding.writeUint8(to, info);
      if (!plain) {
        if (origin) id(origin);
        if (right) id(right);
        if (!origin && !right) {
          if (typeof parent === "object") uint(0), id(parent);
          else uint(1), encoding.writeVarString(to, parent ?? "outbox");
          if (key !== undefined) encoding.writeVarString(to, key);
        }
      }
      encoding.writeUint8Array(to, content);
    }
  }
  uint(deletions.length);
  for (const { client, ranges } of deletions) {
    uint(client);
    uint(ranges.length);
    for (const range of ranges) id(range);
  }
  return encoding.toUint8Array(to) as Uint8Array<ArrayBuffer>;
}

const roots = [
  "outbox",
  "read",
  "receipts",
  "submissions",
  "messages",
  "members",
  "",
  "__proto__",
  "constructor",
  "nothing",
];
const keys = ["main", "a", "__proto__", "constructor", "", "x".repeat(300)];
const numbers = [0, 1, 2, 7, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53];

const bytesOf = (write: (to: encoding.Encoder) => void) => {
  const to = encoding.createEncoder();
  write(to);
  return encoding.toUint8Array(to);
};

const number = (random: Random) =>
  random.chance(0.7)
    ? random.below(12)
    : Math.max(0, random.pick(numbers) - random.below(2));

export function writeRandomValue(to: encoding.Encoder, random: Random): void {
  const kind = random.below(14);
  const raw = (type: number) => encoding.writeUint8(to, type);
  if (kind === 0) encoding.writeAny(to, undefined);
  else if (kind === 1) encoding.writeAny(to, null);
  else if (kind === 2) encoding.writeAny(to, 2n ** 60n);
  else if (kind === 3) encoding.writeAny(to, random.pick([NaN, -0, Infinity]));
  else if (kind === 4) encoding.writeAny(to, random.bytes(3));
  else if (kind === 5) encoding.writeAny(to, "\u{1f600}".repeat(3));
  else if (kind === 6) {
    // An object whose key is its prototype's, and one with a key twice.
    raw(118);
    encoding.writeVarUint(to, 3);
    for (const key of ["__proto__", "id", "id"]) {
      encoding.writeVarString(to, key);
      encoding.writeAny(to, { kind: "say", id: "z".repeat(16), text: "p" });
    }
  } else if (kind === 7) {
    const deep = random.pick([3, 5, 70, 400, 20_000]);
    for (let n = 0; n < deep; n++) raw(117), encoding.writeVarUint(to, 1);
    raw(126);
  } else if (kind === 8) raw(117), encoding.writeVarUint(to, 2 ** 40);
  else if (kind === 9) raw(119), encoding.writeVarUint(to, 2 ** 31);
  else if (kind === 10) raw(random.below(256));
  else if (kind === 11) {
    encoding.writeAny(to, { id: "z".repeat(16), kind: "say", text: ["p"] });
  } else if (kind === 12) {
    encoding.writeAny(to, { kind: "say", id: ["__proto__"], toJSON: 1 });
  } else encoding.writeAny(to, random.pick(["word", 7, true, {}, []]));
}

const jsons = [
  "undefined",
  "{",
  '"\\ud800"',
  '{"__proto__":{"id":"zzzzzzzzzzzzzzzz","kind":"say"}}',
  '{"id":"zzzzzzzzzzzzzzzz","kind":"say","text":"\\udfff","__proto__":1}',
  `${"[".repeat(5000)}${"]".repeat(5000)}`,
  "1e999",
];

function forgedContent(random: Random): { ref: number; content: Uint8Array } {
  const ref = random.below(32);
  const length = number(random);
  const content = bytesOf((to) => {
    if (ref === 3) return encoding.writeVarUint8Array(to, random.bytes(4));
    if (ref === 4) return encoding.writeVarString(to, "word");
    if (ref === 5) return encoding.writeVarString(to, random.pick(jsons));
    if (ref === 6) {
      encoding.writeVarString(to, "bold");
      return encoding.writeVarString(to, random.pick(jsons));
    }
    if (ref === 7) {
      encoding.writeVarUint(to, random.below(9));
      return encoding.writeVarString(to, "p");
    }
    if (ref === 9) {
      encoding.writeVarString(to, "guid");
      return writeRandomValue(to, random);
    }
    const plural = ref === 2 || ref === 8;
    const count = plural && length < 4 ? length : plural ? 1 : 0;
    encoding.writeVarUint(to, plural && random.chance(0.9) ? count : length);
    for (let n = 0; n < count; n++) {
      if (ref === 2) encoding.writeVarString(to, random.pick(jsons));
      else writeRandomValue(to, random);
    }
  });
  return { ref, content };
}

/** Forges one part of an update; `known` are structs of the document, which a forger aims at. */
export function forgePart(
  parts: UpdateParts,
  known: readonly StructId[],
  random: Random,
) {
  const id = (): StructId => {
    const { client, clock } = random.pick([
      ...parts.sections,
      { client: number(random), clock: number(random) },
    ]);
    if (random.chance(0.3)) return [client, clock + random.below(4)];
    if (known.length === 0 || random.chance(0.2)) {
      return [client, number(random)];
    }
    const [of, at] = random.pick(known);
    return [of, Math.max(0, at + random.below(4) - 1)];
  };
  const section = parts.sections.length === 0
    ? undefined
    : random.pick(parts.sections);
  const struct = section?.structs.length
    ? random.pick(section.structs)
    : undefined;
  const ways: (() => void)[] = [
    () => section && (section.client = id()[0]),
    () => section && ([section.client, section.clock] = id()),
    () => section && (section.clock = number(random)),
    () => section && (section.clock = Math.max(0, section.clock - 1)),
    () => section && (section.count = number(random)),
    () => section && parts.sections.push(structuredClone(section)),
    () => parts.sections.reverse(),
    () => parts.sections.pop(),
    () =>
      parts.sections.push({
        client: id()[0],
        clock: number(random),
        structs: struct ? [structuredClone(struct)] : [],
      }),
    () => {
      for (let n = random.below(100); n > 0; n--) {
        if (struct) {
          const structs = [structuredClone(struct)];
          parts.sections.push({ client: 1000 + n, clock: 0, structs });
        }
      }
    },
    () => struct && section?.structs.push(structuredClone(struct)),
    () => section?.structs.reverse(),
    () => section?.structs.shift(),
    () => struct && (struct.origin = id()),
    () => struct && (struct.origin = id()),
    () => struct && (struct.right = id()),
    () => struct && (struct.right = id()),
    () => struct && (struct.origin = undefined),
    () => struct && (struct.right = undefined),
    () => {
      if (struct) struct.origin = struct.right = undefined;
      if (struct) struct.parent = random.pick(roots);
    },
    () => {
      if (struct) struct.origin = struct.right = undefined;
      if (struct) struct.parent = id();
    },
    () => struct && (struct.key = random.pick(keys)),
    () => struct && (struct.key = undefined),
    () => struct && Object.assign(struct, forgedContent(random)),
    () => struct && Object.assign(struct, forgedContent(random)),
    () => {
      // Overlap: begins with a struct that the document has.
      if (!section || !struct || known.length === 0) return;
      [section.client, section.clock] = random.pick(known);
      struct.origin = struct.right = undefined;
      struct.parent = random.pick(["outbox", "read"]);
      struct.key = random.chance(0.5) ? "main" : undefined;
      struct.ref = 8;
      struct.content = bytesOf((to) => {
        encoding.writeVarUint(to, 5);
        for (let n = 0; n < 5; n++) encoding.writeAny(to, `forged ${n}`);
      });
      section.structs = [struct];
    },
    () =>
      section?.structs.splice(random.below(section.structs.length + 1), 0, {
        ref: random.pick([GC, SKIP]),
        content: bytesOf((to) => encoding.writeVarUint(to, number(random))),
      }),
    () => {
      const ranges = Array.from(
        { length: random.below(4) },
        (): [number, number] => [id()[1], number(random)],
      );
      parts.deletions.push({ client: id()[0], ranges });
    },
    () => {
      const [client, clock] = id();
      parts.deletions.push({ client, ranges: [[clock, 1 + random.below(3)]] });
    },
    () => parts.deletions.push(...structuredClone(parts.deletions)),
    () => {
      // Overlapping deletions of one client.
      const [client, clock] = id();
      const far = 1 + number(random);
      const count = random.pick([2, 3, 500]);
      const step = random.pick([0, 0, 1]);
      const ranges = Array.from(
        { length: count },
        (_, n): [number, number] => [clock + n * step, far + 1],
      );
      parts.deletions.push({ client, ranges });
    },
    () => {
      const deletion = parts.deletions[0];
      if (deletion) deletion.ranges.push(...deletion.ranges);
    },
    () => parts.deletions[0]?.ranges.reverse(),
    () => parts.deletions.pop(),
  ];
  random.pick(ways)();
}

/** Spoils bytes without regard to their meaning. */
export function spoilBytes(
  bytes: Uint8Array<ArrayBuffer>,
  other: Uint8Array,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const spoilt = bytes.slice();
  const at = random.below(spoilt.length);
  switch (random.below(5)) {
    case 0:
      return spoilt.slice(0, at);
    case 1:
      return new Uint8Array([...spoilt, ...random.bytes(1 + random.below(4))]);
    case 2:
      return new Uint8Array([
        ...spoilt.slice(0, at),
        ...other.slice(random.below(other.length)),
      ]);
    case 3:
      return new Uint8Array([
        ...spoilt.slice(0, at),
        ...random.bytes(random.below(3)),
        ...spoilt.slice(at + random.below(3)),
      ]);
    default:
      for (let n = random.below(4); n >= 0; n--) {
        spoilt[random.below(spoilt.length)] = random.below(256);
      }
      return spoilt;
  }
}
