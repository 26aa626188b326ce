import { type ReadonlySignal, signal } from "@preact/signals";
import { readVarString } from "lib0/decoding";
import { encode, writeVarString, writeVarUint } from "lib0/encoding";
import type { WebsocketProvider } from "y-websocket";
import {
  type ClientSignalingMessage,
  type ServerSignalingMessage,
  signalingMessageType,
} from "../signaling_messages.ts";

export type {
  ClientSignalingMessage as ClientSignal,
  Peer,
  PeerState,
  ServerSignalingMessage as ServerSignal,
} from "../signaling_messages.ts";

export interface Signaling {
  /** Grows each time the document is connected and in sync; a page must then enter its peer room again. */
  readonly openCount: ReadonlySignal<number>;
  onMessage: ((news: ServerSignalingMessage) => void) | null;
  /** Sends a request; it is lost if the document is not connected. */
  send(request: ClientSignalingMessage): void;
}

export function makeSignaling(provider: WebsocketProvider): Signaling {
  const openCount = signal(0);
  const signaling: Signaling = {
    openCount,
    onMessage: null,
    send(request) {
      if (!provider.wsconnected) return;
      provider.ws?.send(encode((encoder) => {
        writeVarUint(encoder, signalingMessageType);
        writeVarString(encoder, JSON.stringify(request));
      }));
    },
  };
  provider.messageHandlers[signalingMessageType] = (_, decoder) =>
    signaling.onMessage?.(JSON.parse(readVarString(decoder)));
  provider.on("sync", (isSynced) => {
    if (isSynced) openCount.value++;
  });
  return signaling;
}
