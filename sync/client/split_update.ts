/**
 * Splits a large change into several updates, because the server bounds the cost of one: a large paste must not be
 * refused.
 */
import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import { encode, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { messageYjsSyncStep2, messageYjsUpdate } from "y-protocols/sync";
import { messageSync } from "y-websocket";
import * as Y from "yjs";

/** Maximum structs and approximate characters of a piece. */
const max = { structs: 500, characters: 48 * 1024 };

type Struct = ReturnType<typeof Y.decodeUpdate>["structs"][number];

interface Range {
  readonly client: number;
  readonly clock: number;
  readonly len: number;
}

/** Splits a message with a large update of `doc` into equivalent ones; returns other messages unchanged. */
export function splitLargeUpdate(
  message: Uint8Array,
  doc: Y.Doc,
): Uint8Array[] {
  const decoder = createDecoder(message);
  if (readVarUint(decoder) !== messageSync) return [message];
  const step = readVarUint(decoder);
  if (step !== messageYjsSyncStep2 && step !== messageYjsUpdate) {
    return [message];
  }
  const updates = divided(readVarUint8Array(decoder), doc);
  if (updates.length < 2) return [message];
  return updates.map((update, n) =>
    encode((encoder) => {
      writeVarUint(encoder, messageSync);
      writeVarUint(encoder, n === 0 ? step : messageYjsUpdate);
      writeVarUint8Array(encoder, update);
    })
  );
}

function divided(update: Uint8Array, doc: Y.Doc): Uint8Array[] {
  const { structs, ds } = Y.decodeUpdate(update);
  const runs = runsOf(structs);
  const deletions = rangesOf(ds.clients, doc);
  if (runs === null || runs.length + deletions.length < 2) return [update];
  return [
    ...runs.map((run) => updateOf(run, [])),
    ...deletions.map((ranges) => updateOf([], ranges)),
  ];
}

/**
 * Divides structs into runs of one client within `max`, each after what it refers to; null if they refer to each other
 * in a circle.
 */
function runsOf(structs: readonly Struct[]): Struct[][] | null {
  const ordered = inOrder(structs);
  if (ordered === null) return null;
  const runs: Struct[][] = [];
  let run: Struct[] = [], characters = 0;
  for (const struct of ordered) {
    const length = struct instanceof Y.Item ? struct.length : 0;
    const isOfAnother = run[0]?.id.client !== struct.id.client;
    const isFull = run.length >= max.structs ||
      characters + length > max.characters;
    if (run.length > 0 && (isOfAnother || isFull || struct instanceof Y.Skip)) {
      runs.push(run);
      run = [];
      characters = 0;
    }
    if (struct instanceof Y.Skip) continue;
    run.push(struct);
    characters += length;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** The structs, each after those to which it refers; null if there is no such order, or if few of several clients. */
function inOrder(structs: readonly Struct[]): readonly Struct[] | null {
  const byClient = Map.groupBy(structs, ({ id }) => id.client);
  if (byClient.size < 2) return structs;
  if (structs.length <= max.structs) return null;
  const rows = new Map([...byClient].map(([client, list]) => [
    client,
    { list, index: 0, end: list[0].id.clock },
  ]));
  const isHere = (id: unknown) => {
    const row = id instanceof Y.ID ? rows.get(id.client) : undefined;
    if (row === undefined) return true;
    const { clock } = id as Y.ID;
    return clock < row.list[0].id.clock || clock < row.end;
  };
  const ordered: Struct[] = [];
  for (let lastLength = -1; lastLength < ordered.length;) {
    lastLength = ordered.length;
    for (const row of rows.values()) {
      for (let struct; (struct = row.list[row.index]); row.index++) {
        const { id: { client } } = struct;
        const refersTo = struct instanceof Y.Item
          ? [struct.origin, struct.rightOrigin, struct.parent]
          : [];
        const isReady = refersTo.every((id) =>
          (id as Y.ID | null)?.client === client || isHere(id)
        );
        if (!isReady) break;
        ordered.push(struct);
        row.end = struct.id.clock + struct.length;
      }
    }
  }
  return ordered.length === structs.length ? ordered : null;
}

/** Divides deletions into pieces within `max`. Splits only between structs, so that no character is cut. */
function rangesOf(
  deletions: ReadonlyMap<number, readonly { clock: number; len: number }[]>,
  { store }: Y.Doc,
): Range[][] {
  const pieces: Range[][] = [];
  let piece: Range[] = [], count = 0;
  for (const [client, ranges] of deletions) {
    const structs = store.clients.get(client) ?? [];
    for (const { clock, len } of ranges) {
      const end = clock + len;
      let from = clock;
      const close = (to: number) => {
        piece.push({ client, clock: from, len: to - from });
        from = to;
        if (count < max.structs) return;
        pieces.push(piece);
        piece = [];
        count = 0;
      };
      const isKnown = clock < Y.getState(store, client);
      for (
        let i = isKnown ? Y.findIndexSS(structs as never, clock) + 1 : 0;
        isKnown && i < structs.length && structs[i].id.clock < end;
        i++
      ) {
        if (++count >= max.structs) close(structs[i].id.clock);
      }
      count++;
      close(end);
    }
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

function updateOf(
  structs: readonly Struct[],
  deletions: readonly Range[],
): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  writeVarUint(restEncoder, structs.length > 0 ? 1 : 0);
  if (structs.length > 0) {
    const { client, clock } = structs[0].id;
    writeVarUint(restEncoder, structs.length);
    encoder.writeClient(client);
    writeVarUint(restEncoder, clock);
    for (const struct of structs) struct.write(encoder, 0);
  }
  const byClient = Map.groupBy(deletions, ({ client }) => client);
  writeVarUint(restEncoder, byClient.size);
  for (const [client, ranges] of byClient) {
    encoder.resetDsCurVal();
    writeVarUint(restEncoder, client);
    writeVarUint(restEncoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoder.writeDsClock(clock);
      encoder.writeDsLen(len);
    }
  }
  return encoder.toUint8Array();
}
