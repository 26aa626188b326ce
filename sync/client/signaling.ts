import { type ReadonlySignal, signal } from "@preact/signals";
import { readVarString } from "lib0/decoding";
import { encode, writeVarString, writeVarUint } from "lib0/encoding";
import type { WebsocketProvider } from "y-websocket";
import {
  type ClientSignal,
  type ServerSignal,
  signalMessageType,
} from "../signals.ts";

export type {
  ClientSignal,
  Peer,
  PeerState,
  ServerSignal,
} from "../signals.ts";

export interface Signaling {
  /** Grows each time the document is connected and in sync; a page must then enter its peer room again. */
  readonly openCount: ReadonlySignal<number>;
  onSignal: ((news: ServerSignal) => void) | null;
  /** Sends a request; it is lost if the document is not connected. */
  send(request: ClientSignal): void;
}

export function makeSignaling(provider: WebsocketProvider): Signaling {
  const openCount = signal(0);
  const signaling: Signaling = {
    openCount,
    onSignal: null,
    send(request) {
      if (!provider.wsconnected) return;
      provider.ws?.send(encode((encoder) => {
        writeVarUint(encoder, signalMessageType);
        writeVarString(encoder, JSON.stringify(request));
      }));
    },
  };
  provider.messageHandlers[signalMessageType] = (_, decoder) =>
    signaling.onSignal?.(JSON.parse(readVarString(decoder)));
  provider.on("sync", (isSynced) => {
    if (isSynced) openCount.value++;
  });
  return signaling;
}
