/** A class with a call from the view of one page, with a made-up server and carrier. */
import { signal } from "@preact/signals";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type {
  CallMediaKind,
  CallPresence,
} from "../../../classroom/model/calls.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { RememberedCall } from "../../../components/calls/caller.ts";
import type {
  ClientSignal,
  ServerSignal,
  Signaling,
} from "../../../sync/client/signaling.ts";
import {
  type CallDevices,
  type CallMediaConnection,
  type CallRoomPresence,
  type DeviceTrouble,
  provideCallBackend,
  type RemoteCaller,
} from "../../../components/calls/call_backend.ts";
import type { Reply } from "../../../components/client/send_request.ts";
import {
  type ClassSession,
  SessionFacts,
} from "../../../components/client/class_session.ts";
import type { OpenDocument } from "../../../sync/client/open_document.ts";
import type {
  CallTransport,
  IceServer,
} from "../../../classroom/model/views.ts";

/** Unique, since tests of other files share the channel of tabs. */
const classId = newId();

export interface SentRequest {
  readonly room: string;
  readonly request: ClientSignal;
}

type Told<News> = News extends { n: number }
  ? Omit<News, "n"> & { readonly n?: number }
  : News;

/** Remembers what it sends. */
export interface FakeMediaConnection extends CallMediaConnection {
  readonly room: string;
  readonly sent: Record<CallMediaKind, unknown>;
  iceServers?: readonly IceServer[];
  closed: boolean;
}

/**
 * Ms Lin's class with Amy and Ben, and groups `a` and `b`.
 *
 * @param way replaces the server that lets everyone in
 */
export function makeCallFixture(
  { as = "amy", way }: { as?: "amy" | "lin"; way?: Signaling } = {},
) {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  const document = opened(doc, awareness);
  const set = (map: string, values: object) =>
    doc.transact(() => {
      for (const [key, value] of Object.entries(values)) {
        if (value === undefined) doc.getMap(map).delete(key);
        else doc.getMap(map).set(key, value);
      }
    });
  const student = (name: string, room: string | null = null) => ({
    name,
    role: "student",
    joinedAt: 0,
    room,
  });
  set("info", { state: "active", eyesOnMe: null });
  set("members", {
    lin: { ...student("Ms Lin"), role: "teacher" },
    amy: student("Amy"),
    ben: student("Ben"),
  });
  set("rooms", {
    a: { name: "Group A", number: 1, order: 0 },
    b: { name: "Group B", number: 2, order: 1 },
  });
  const facts = new SessionFacts(document, as);
  const said: SentRequest[] = [],
    medias: FakeMediaConnection[] = [],
    seen: CallRoomPresence[] = [];
  const rooms = new Map<string, Signaling>();
  const statuses = new Map<string, OpenDocument["status"]>();
  const shown = signal({ id: "main" });
  const server = {
    refuses: null as string | null,
    iceServers: [] as IceServer[],
  };
  const session = {
    seat: {
      session: classId,
      member: as,
      role: as === "lin" ? "teacher" : "student",
    },
    facts,
    part: () => ({ currentRoom: shown }),
    open(name: string) {
      const room = name.split("/").at(-1)!;
      const signaling: Signaling = way ?? {
        openCount: signal(1),
        onMessage: null,
        send(request) {
          said.push({ room, request });
          if (request.kind !== "enter") return;
          const { n, state, page } = request;
          const peer = `${as}.${page}`;
          const news: ServerSignal = server.refuses
            ? { kind: "refused", n, reason: server.refuses }
            : { kind: "entered", peer, peers: [], n, state };
          queueMicrotask(() => signaling.onMessage?.(news));
        },
      };
      rooms.set(room, signaling);
      const own = new Y.Doc();
      const document = opened(own, new Awareness(own), signaling);
      statuses.set(room, document.status);
      return document;
    },
  } as unknown as ClassSession;
  const devices = madeDevices();
  provideCallBackend({
    trouble: () => () => {},
    ask: () => Promise.resolve(meshBy(server.iceServers)),
    devices: () => Promise.resolve(devices),
    joinBy: () =>
      Promise.resolve((line, sees) => {
        seen.push(sees);
        const media = madeMedia(line.room);
        medias.push(media);
        return media;
      }),
  });
  return {
    session,
    facts,
    said,
    medias,
    /** The `CallRoomPresence` of each carrier. */
    seen,
    server,
    devices,
    shown,
    set,
    move: (member: "amy" | "ben", room: string | null) =>
      set("members", {
        [member]: student(member === "amy" ? "Amy" : "Ben", room),
      }),
    /** News of the last request, unless `n` is given. */
    tell(room: string, news: Told<ServerSignal>) {
      const last = said.flatMap(({ request }) =>
        "n" in request ? request.n : []
      ).at(-1);
      rooms.get(room)!.onMessage?.({ n: last, ...news } as ServerSignal);
    },
    lose(room: string) {
      statuses.get(room)!.value = { state: "offline" };
    },
    reopen(room: string) {
      const { openCount: opened } = rooms.get(room)!;
      statuses.get(room)!.value = { state: "online" };
      (opened as { value: number }).value++;
    },
    present(all: Record<string, Partial<CallPresence>>) {
      facts.connected.value = new Map(
        Object.entries(all).map(([member, call]) => [member, {
          member,
          since: 0,
          call: {
            room: "main",
            microphone: false,
            camera: false,
            screen: false,
            ...call,
          },
        }]),
      );
    },
  };
}

export function readRememberedCall(): RememberedCall | null {
  const it = sessionStorage.getItem(`homeroom/call/${classId}`);
  return it === null ? null : JSON.parse(it);
}

function opened(
  doc: Y.Doc,
  awareness: Awareness,
  signaling: Signaling = { openCount: signal(0), onMessage: null, send() {} },
): OpenDocument {
  return {
    doc,
    awareness,
    status: signal({ state: "online" }),
    synced: signal(true),
    signaling,
    whenLoaded: Promise.resolve(),
    isSaved: signal(true),
    flush: () => Promise.resolve(true),
    close: () => awareness.destroy(),
    forget: () => Promise.resolve(),
  };
}

const meshBy = (iceServers: IceServer[]): Reply<CallTransport> => ({
  ok: true,
  status: 200,
  body: { kind: "mesh", iceServers },
});

function madeMedia(room: string): FakeMediaConnection {
  const sent = { microphone: null, camera: null, screen: null } as Record<
    CallMediaKind,
    unknown
  >;
  const news = signal(0);
  return {
    room,
    sent,
    closed: false,
    remoteCallers: signal<readonly RemoteCaller[]>([]),
    level: signal(0),
    trouble: signal(null),
    setTracks(tracks) {
      // Computes the callers again, as the signals of a real carrier would.
      news.value++;
      Object.assign(sent, tracks);
      return Promise.resolve();
    },
    setIceServers(iceServers) {
      this.iceServers = iceServers;
    },
    leave() {
      this.closed = true;
    },
  };
}

function madeDevices(): CallDevices & {
  trouble: DeviceTrouble | null;
  allowed: boolean;
  opens: string[];
  stopped: string[];
  asks: Promise<void>;
} {
  return {
    canShareScreen: true,
    trouble: null,
    allowed: true,
    opens: [],
    stopped: [],
    asks: Promise.resolve(),
    list: () => Promise.resolve([]),
    isAllowed() {
      return Promise.resolve(this.allowed);
    },
    async open(kind) {
      this.opens.push(kind);
      await this.asks;
      const stop = () => this.stopped.push(kind);
      const track = Object.assign(new EventTarget(), { kind, stop });
      return this.trouble ?? track as unknown as MediaStreamTrack;
    },
    levelOf: () => ({ level: signal(0), close() {} }),
  };
}
