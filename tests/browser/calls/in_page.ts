/**
 * Script of test pages: several ends of one call in a page, and a server between them that can lose messages. Only the
 * server and the devices are made up.
 */
import { type Signal, signal } from "@preact/signals";
import type {
  CallMedia,
  CallMediaKind,
} from "../../../classroom/model/calls.ts";
import type {
  CallersFreshness,
  CallTracks,
} from "../../../components/calls/call_backend.ts";
import { thisMachine } from "../../../components/calls/browser_call_devices.ts";
import { MeshMedia } from "../../../components/calls/mesh/mesh_media.ts";
import type { Peer } from "../../../sync/signaling_messages.ts";

export * as beforeJoin from "../../../components/calls/microphone_trouble.ts";
export * as ownTracks from "../../../components/calls/joined/own_devices.ts";
export { thisMachine };
export { makeLevelMeter } from "../../../components/calls/voice_levels.ts";

interface End {
  readonly mesh: MeshMedia;
  readonly signaling: Signaling;
  readonly elements: HTMLAudioElement[];
  stopPlaying: () => void;
  tracks: CallTracks;
}

interface Signaling {
  send(to: string, body: unknown): void;
  onMessage: ((from: string, body: unknown) => void) | null;
  readonly peers: Signal<readonly Peer[]>;
  readonly isIn: Signal<boolean>;
}

export const meshEnds = new Map<string, End>();
const states = signal<Readonly<Record<string, CallMedia>>>({});
const peers = signal<readonly Peer[]>([]);
export const deliveredSignals: { from: string; to: string; body: unknown }[] =
  [];
let loses: (from: string, to: string, body: unknown) => boolean = () => false;

const off: CallMedia = { microphone: false, camera: false, screen: false };
const memberOf = (peer: string) => peer.split(".")[0];

export function setLostSignals(which: typeof loses) {
  loses = which;
}

/** Changes a message on its way. */
let carry: (text: string) => string | Promise<string> = (text) => text;
let carried = Promise.resolve();

export function setCarrier(how: typeof carry) {
  carry = how;
}

/** The server tells nobody of an end before both are in. */
export function join(peer: string, elsewhere: readonly string[] = []) {
  const signaling: Signaling = {
    onMessage: null,
    peers: signal<readonly Peer[]>([]),
    isIn: signal(true),
    send(to, body) {
      deliveredSignals.push({ from: peer, to, body });
      if (loses(peer, to, body)) return;
      // Serialized as on the wire, and delivered in a later turn.
      const text = JSON.stringify(body);
      if (text.length > 32 * 1024) throw new Error("too long for the server");
      carried = carried.then(async () => {
        const body = JSON.parse(await carry(text));
        meshEnds.get(to)?.signaling.onMessage?.(peer, body);
      });
    },
  };
  const mesh = new MeshMedia({
    ownPeer: peer,
    iceServers: [],
    signaling,
    callersFreshness: signal<CallersFreshness>("now"),
    mediaOf: (member) => states.value[member],
    membersElsewhere: signal(elsewhere),
  });
  // Browsers decode no voice that is not played.
  const elements: HTMLAudioElement[] = [];
  const stopPlaying = mesh.remoteCallers.subscribe((others) => {
    elements.splice(0).forEach((it) => it.srcObject = null);
    for (const { audio } of others) {
      if (!audio) continue;
      const element = new Audio();
      element.srcObject = audio;
      element.muted = false;
      elements.push(element);
      element.play().catch(() => {});
    }
  });
  const tracks = { microphone: null, camera: null, screen: null };
  meshEnds.set(peer, { mesh, signaling, elements, stopPlaying, tracks });
  show(memberOf(peer), off);
  announce([...peers.value, { peer, member: memberOf(peer), turn: 0 }]);
}

export function announce(now: readonly Peer[]) {
  peers.value = now;
  for (const { signaling } of meshEnds.values()) signaling.peers.value = now;
}

export function show(member: string, state: Partial<CallMedia>) {
  const now = { ...off, ...states.value[member], ...state };
  states.value = { ...states.value, [member]: now };
}

/** Also updates presence. */
export async function turnOn(
  peer: string,
  what: CallMediaKind,
) {
  const track = await thisMachine.open(what === "screen" ? "camera" : what);
  if (track === null || typeof track === "string") throw new Error(`${track}`);
  await send(peer, { [what]: track });
  show(memberOf(peer), { [what]: true });
}

export async function send(peer: string, tracks: Partial<CallTracks>) {
  const end = meshEnds.get(peer)!;
  end.tracks = { ...end.tracks, ...tracks };
  await end.mesh.setTracks(end.tracks);
}

export function seen(peer: string) {
  const { mesh } = meshEnds.get(peer)!;
  return Object.fromEntries(
    mesh.remoteCallers.value.map((it) => [it.peer, {
      connection: it.connection,
      on: (["audio", "camera", "screen"] as const).filter((line) => it[line]),
      enabled: (["audio", "camera", "screen"] as const).filter((line) =>
        it[line]?.getTracks()[0].enabled
      ),
    }]),
  );
}

export async function received(peer: string, from: string) {
  const report = await meshEnds.get(peer)!.mesh.stats(from);
  const all = [...report?.values() ?? []];
  const inbound = all.filter(({ type }) => type === "inbound-rtp");
  const voice = inbound.find(({ kind }) => kind === "audio");
  const pictures = inbound.filter(({ kind }) => kind === "video");
  return {
    energy: voice?.totalAudioEnergy ?? 0,
    voicePackets: voice?.packetsReceived ?? 0,
    frames: pictures.map(({ framesDecoded }) => framesDecoded ?? 0)
      .reduce((sum, it) => sum + it, 0),
    pictures: pictures.filter(({ framesDecoded }) => framesDecoded > 0).length,
    lines: all.filter(({ type }) => type === "transport").length,
  };
}
