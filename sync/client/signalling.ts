/** What a page says, over a document's connection, to others that are together on it (`../signals.ts`), and hears. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { readVarString } from "lib0/decoding";
import { encode, writeVarString, writeVarUint } from "lib0/encoding";
import type { WebsocketProvider } from "y-websocket";
import {
  messageSignal,
  type SignalNews,
  type SignalRequest,
} from "../signals.ts";

export type { Peer, PeerState, SignalNews, SignalRequest } from "../signals.ts";

/** A document's signalling. */
export interface Signalling {
  /** Grows each time that the document is connected and in step: who was in a peer room enters again. */
  readonly opened: ReadonlySignal<number>;
  /** Is told what the server says. */
  onNews: ((news: SignalNews) => void) | null;
  /** Says something; lost where the document is not connected. */
  send(request: SignalRequest): void;
}

/** The signalling of a document with this provider. */
export function signallingOf(provider: WebsocketProvider): Signalling {
  const opened = signal(0);
  const signalling: Signalling = {
    opened,
    onNews: null,
    send(request) {
      if (!provider.wsconnected) return;
      provider.ws?.send(encode((encoder) => {
        writeVarUint(encoder, messageSignal);
        writeVarString(encoder, JSON.stringify(request));
      }));
    },
  };
  provider.messageHandlers[messageSignal] = (_, decoder) =>
    signalling.onNews?.(JSON.parse(readVarString(decoder)));
  provider.on("sync", (now) => {
    if (now) opened.value++;
  });
  return signalling;
}
