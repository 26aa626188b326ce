/** Made-up calls for `/pieces`. Nothing is connected. */
import { computed, signal } from "@preact/signals";
import type { CallPresence } from "../../classroom/model/calls.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { Call } from "../calls/call.ts";
import type { Signaling } from "../../sync/client/signaling.ts";
import {
  type CallDevices,
  type CallMediaConnection,
  provideCallBackend,
  type RemoteCaller,
} from "../calls/call_backend.ts";
import type { CallConnection } from "../calls/joined/call_connection.ts";
import { writeStored } from "../client/browser_storage.ts";
import type { ClassSession } from "../client/class_session.ts";
import { sceneNames } from "./scene.ts";

export function presenceInMainRoom(
  presence: Partial<CallPresence> = {},
): CallPresence {
  return {
    room: "main",
    microphone: false,
    camera: false,
    screen: false,
    ...presence,
  };
}

/** A still picture, since a moving one would differ in each test. */
function picture(): MediaStream {
  return globalThis.document.createElement("canvas").captureStream(0);
}

function mediaOf(
  session: ClassSession,
  isLoud: (n: number) => boolean,
  trouble: "lost" | null,
): CallMediaConnection {
  const computedCallers = computed(() =>
    session.part(Call).callers.value.filter(({ isMe }) => !isMe)
      .map((person, n): RemoteCaller => ({
        peer: `${person.member}.page`,
        member: person.member,
        connection: "connected",
        audio: null,
        camera: person.camera ? picture() : null,
        screen: person.screen ? picture() : null,
        level: signal(isLoud(n) ? 1 : 0),
      }))
  );
  const remoteCallers = signal(computedCallers.peek());
  return {
    remoteCallers,
    level: signal(0),
    trouble: signal(trouble),
    setTracks: () => Promise.resolve(),
    setIceServers() {},
    leave() {},
  };
}

function madeUpDevices(): CallDevices {
  return {
    canShareScreen: true,
    list: (kind) =>
      Promise.resolve([1, 2].map((n) => ({ id: `${kind}${n}`, label: "" }))),
    isAllowed: () => Promise.resolve(true),
    open: () =>
      Promise.resolve(
        picture().getVideoTracks()[0],
      ),
    levelOf: () => ({ level: signal(0.6), close() {} }),
  };
}

const medias = new Map<string, () => CallMediaConnection>();

export function installMadeUpDevices(): void {
  provideCallBackend({
    trouble: (tell) => {
      tell(null);
      return () => {};
    },
    ask: () =>
      Promise.resolve({
        ok: true,
        status: 200,
        body: {
          kind: "mesh",
          iceServers: [],
        },
      }),
    devices: () => Promise.resolve(madeUpDevices()),
    joinBy: () => Promise.resolve(({ session }) => medias.get(session)!()),
  });
}

export function joinMadeUpCall(
  session: ClassSession,
  { isLoud = () => false, isLost = false, onJoined }: {
    isLoud?: (n: number) => boolean;
    isLost?: boolean;
    onJoined?: (voice: CallConnection) => void;
  } = {},
): ClassSession {
  const { seat } = session;
  medias.set(
    seat.session,
    () => mediaOf(session, isLoud, isLost ? "lost" : null),
  );
  const document = session.open(documentNames.room(seat.session, "main"));
  const signaling: Signaling = {
    openCount: signal(1),
    onMessage: null,
    send(request) {
      if (request.kind !== "enter") return;
      const { n, state } = request;
      const peer = `${seat.member}.page`;
      queueMicrotask(() =>
        this.onMessage?.({ kind: "entered", peer, peers: [], n, state })
      );
    },
  };
  Object.assign(document, { signaling });
  // Forgets a call of an earlier visit.
  writeStored(`homeroom/call/${seat.session}`, null, "sessionStorage");
  const call = session.part(Call);
  void call.join().then(() => {
    const voice = call.voice.value;
    if (voice) onJoined?.(voice);
  });
  return session;
}

export const presenceOf = (count: number, without?: number) => (n: number) =>
  n < count && n < sceneNames().length && n !== without
    ? presenceInMainRoom({ microphone: n === 0 || n === 2 })
    : undefined;
