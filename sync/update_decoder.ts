/**
 * SYNC-18: decodes a member's update and counts while it does: clients, structs, deletions, and the values, parts and
 * nesting of what is plain JSON. Decoding stops at the first bound that is passed.
 */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import type { DeletedRanges, Struct } from "./cost.ts";
import { limits } from "./limits.ts";
import { isRefusal, Refusal, refuseMalformed } from "./refusal.ts";

/** Maximum nesting of any content; commands have a lower limit. */
export const maxDepth = 64;

/**
 * Kinds of content that nobody may send: JSON as text, which Yjs no longer writes, bytes, embeds, and subdocuments,
 * which Yjs would create while decoding.
 */
const forbiddenContentKinds: ReadonlySet<number> = new Set([2, 3, 5, 9]);

interface Decoded {
  readonly structs: Struct[];
  readonly deletions: DeletedRanges;
  /** The values of all content, and its dear parts: texts, lists, objects and their keys. */
  readonly values: number;
  readonly parts: number;
}

function refuseTooMany(kind: string): never {
  throw new Refusal("too-large", { note: `too many ${kind} in one update` });
}

/**
 * Counts what Yjs decodes, and stops at the first thing that nobody may send. The bound of deleters is static because a
 * new class for each call would defeat V8's optimiser.
 */
class UpdateDecoder extends Y.UpdateDecoderV1 {
  static last: UpdateDecoder | undefined;
  static maxDeleters = 0;
  /** Number of clients in the delete set, before Yjs merges those that are the same. */
  deleters = 0;
  values = 0;
  parts = 0;
  #writers = 0;
  #structs = 0;
  #deletions = 0;

  constructor(decoder: decoding.Decoder) {
    super(decoder);
    UpdateDecoder.last = this;
  }

  override readClient(): number {
    if (++this.#writers > limits.clientsPerUpdate) {
      refuseMalformed("too many clients in one update");
    }
    return super.readClient();
  }

  /** Called before each struct; the lowest bits are the kind of its content. */
  override readInfo(): number {
    const info = super.readInfo();
    if (++this.#structs > limits.structsPerUpdate) refuseTooMany("structs");
    if (forbiddenContentKinds.has(info & 31)) {
      refuseMalformed("content of another kind");
    }
    return info;
  }

  override readAny(): unknown {
    const { pos } = this.restDecoder;
    this.#count(maxDepth);
    this.restDecoder.pos = pos;
    return super.readAny();
  }

  /** Reads a mark's value, which is JSON as text. Signs within its strings are counted too. */
  override readJSON(): unknown {
    const json = this.readString();
    for (const sign of json) {
      if ('{[:"'.includes(sign)) this.#countPart();
      if ("{[,".includes(sign)) this.#countValue();
    }
    return JSON.parse(json);
  }

  override resetDsCurVal(): void {
    if (++this.deleters > UpdateDecoder.maxDeleters) {
      refuseMalformed("deletions of too many clients");
    }
  }

  override readDsClock(): number {
    if (++this.#deletions > limits.deletionsPerUpdate) {
      refuseTooMany("deletions");
    }
    return super.readDsClock();
  }

  /** Passes one value in lib0's encoding, without making it. */
  #count(depth: number): void {
    this.#countValue();
    const decoder = this.restDecoder;
    const kind = decoding.readUint8(decoder);
    switch (kind) {
      case 127: // undefined
      case 126: // null
      case 121: // false
      case 120: // true
        return;
      case 125:
        return void decoding.readVarInt(decoder);
      case 124:
        return this.#pass(4);
      case 123:
        return this.#pass(8);
      case 119:
        this.#countPart();
        return this.#pass(decoding.readVarUint(decoder));
      case 118:
      case 117: {
        const length = decoding.readVarUint(decoder);
        this.#countPart();
        if (depth === 0) refuseMalformed("what nests too deep");
        for (let n = 0; n < length; n++) {
          if (kind === 118) {
            this.#countPart();
            this.#pass(decoding.readVarUint(decoder));
          }
          this.#count(depth - 1);
        }
        return;
      }
      default:
        // Bytes and big numbers have no form in JSON.
        refuseMalformed("content that is not plain JSON");
    }
  }

  #countValue(): void {
    if (++this.values > limits.valuesPerUpdate) refuseTooMany("values");
  }

  #countPart(): void {
    if (++this.parts > limits.partsPerUpdate) {
      refuseTooMany("texts, lists and objects");
    }
  }

  #pass(bytes: number): void {
    this.restDecoder.pos += bytes;
    if (this.restDecoder.pos > this.restDecoder.arr.length) {
      refuseMalformed("not an update");
    }
  }
}

/**
 * Decodes an update to its last byte. Refuses with `malformed` what is none, and with `too-large` what has more than one
 * update may have.
 *
 * @param maxDeleters clients of which it may delete
 */
export function decodeUpdate(update: Uint8Array, maxDeleters: number): Decoded {
  let structs: Struct[], deletions: DeletedRanges;
  UpdateDecoder.maxDeleters = maxDeleters;
  try {
    const decoded = Y.decodeUpdateV2(update, UpdateDecoder);
    structs = decoded.structs;
    deletions = decoded.ds.clients;
  } catch (error) {
    if (isRefusal(error)) throw error;
    refuseMalformed("not an update");
  }
  const { restDecoder, deleters, values, parts } = UpdateDecoder.last!;
  UpdateDecoder.last = undefined;
  if (restDecoder.pos !== update.length) {
    refuseMalformed("bytes after the update");
  }
  if (deleters !== deletions.size) {
    refuseMalformed("a client's deletions are not in one place");
  }
  return { structs, deletions, values, parts };
}
