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

export interface Signalling {
  /** Grows each time the document is connected and in sync; a page must then enter its peer room again. */
  readonly opened: ReadonlySignal<number>;
  onNews: ((news: SignalNews) => void) | null;
  /** Sends a request; it is lost if the document is not connected. */
  send(request: SignalRequest): void;
}

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
