import { type Browser, chromium, type Page } from "playwright-core";
import type { Room } from "livekit-client";
import { rolldown } from "rolldown";
import type { CallMedia } from "../../../classroom/model/calls.ts";
import type { CallMediaConnection } from "../../../components/calls/call_backend.ts";
import { devicePermissionHeaders } from "../../../routes/(http)/_security_headers.ts";
import { fakeDeviceFlags, unpackChromium } from "../../browser.ts";
import { CallerPage } from "../../e2e/calls/caller.ts";
import { eventually, type Seat } from "../../people.ts";

export interface MediaFlow {
  /** Sum of all voices. */
  readonly energy: number;
  readonly frames: number;
  readonly sent: number;
}

export interface PageGlobals {
  connections: RTCPeerConnection[];
  media: CallMediaConnection;
  tracks: MediaStream;
  begin(peer: string, others: string[], url: string): Promise<void>;
  show(member: string, on: Partial<CallMedia>): void;
  /** Joins as a program in place of the page. */
  intrude(url: string, token: string): Promise<void>;
  room: Room;
  /** Publishes more tracks than a page, of wrong kinds too. Returns the number that LiveKit took. */
  cheat(room: Room, voices: number): Promise<number>;
}

export async function launchWithDevices(): Promise<Browser> {
  return await chromium.launch({
    executablePath: await unpackChromium(),
    args: [
      ...fakeDeviceFlags,
      // Without a network there would be no addresses, and test pages could reach no local server.
      "--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,PrivateNetworkAccessSendPreflights,BlockInsecurePrivateNetworkRequests",
    ],
  });
}

const bundle = await rolldown({
  input: "livekit-page",
  platform: "browser",
  plugins: [{
    name: "page",
    resolveId: (id) => id === "livekit-page" ? id : null,
    load: (id) => id === "livekit-page" ? script : null,
  }],
});
const script = `
import { effect, signal } from "@preact/signals";
import { Room, Track } from "livekit-client";
import { LiveKitMedia } from ${
  JSON.stringify(`${Deno.cwd()}/components/calls/livekit/livekit_media.ts`)
};
const all = { microphone: true, camera: true, screen: true };
const shown = signal({});
globalThis.show = (member, on) => shown.value = { ...shown.value, [member]: { ...all, ...on } };
globalThis.begin = async (peer, others, url) => {
  globalThis.tracks ??= await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const peers = signal([peer, ...others].map((it) => ({ peer: it, member: it.split(".")[0], turn: 1 })));
  globalThis.media = new LiveKitMedia({ peer, peers }, { url, iceServers: [{ urls: ["stun:127.0.0.1:9"] }], shown: (member) => shown.value[member] ?? all });
  // Levels are measured while they are watched.
  effect(() => {
    media.level.value;
    for (const { level } of media.remoteCallers.value) level.value;
  });
  // Browsers decode only what is played.
  const played = new Map();
  effect(() => {
    for (const { audio } of media.remoteCallers.value) {
      if (!audio || played.has(audio)) continue;
      const element = Object.assign(new Audio(), { srcObject: audio });
      played.set(audio, element);
      element.play();
    }
  });
};
globalThis.intrude = async (url, token) => {
  const room = new Room({ singlePeerConnection: false });
  const address = new URL(url, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  await room.connect(address.href, token, { rtcConfig: { iceServers: [] } });
  globalThis.room = room;
};
globalThis.cheat = async (room, voices) => {
  const tracks = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const [voice] = tracks.getAudioTracks(), [picture] = tracks.getVideoTracks();
  const publish = (track, source) => room.localParticipant.publishTrack(track.clone(), { source, name: "more", simulcast: false });
  await publish(picture, Track.Source.Microphone).catch(() => {});
  for (let n = 0; n < voices; n++) await publish(voice, Track.Source.Microphone);
  for (let n = 0; n < 2; n++) await publish(picture, Track.Source.Camera);
  return room.localParticipant.trackPublications.size;
};`;
const { output: [{ code }] } = await bundle.generate({ format: "iife" });
await bundle.close();

export class CallPage {
  readonly asked: string[] = [];
  #on: { microphone?: boolean; camera?: boolean } = {};

  private constructor(readonly page: Page, readonly seat: Seat) {}

  /** `bypassCSP`: the page may connect to other servers. */
  static async open(
    browser: Browser,
    seat: Seat,
    { bypassCSP = false } = {},
  ): Promise<CallPage> {
    const { visitor } = seat;
    const context = await browser.newContext({ bypassCSP });
    const { url } = visitor.place;
    await context.addCookies(
      [...visitor.cookies].map(([name, value]) => ({ name, value, url })),
    );
    await context.addInitScript(() => {
      const at = globalThis as unknown as PageGlobals;
      at.connections = [];
      const Real = RTCPeerConnection;
      globalThis.RTCPeerConnection = class extends Real {
        constructor(how?: RTCConfiguration) {
          super(how);
          at.connections.push(this);
        }
      };
    });
    const page = await context.newPage();
    const it = new CallPage(page, seat);
    page.on("request", (request) => it.asked.push(request.url()));
    page.on("websocket", (socket) => {
      it.asked.push(socket.url());
    });
    // A page without a class, with the headers that allow devices.
    await page.route(`${url}/privacy`, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), ...devicePermissionHeaders };
      await route.fulfill({ response, headers });
    });
    await page.goto(`${url}/privacy`);
    await page.evaluate(code);
    return it;
  }

  async join(caller: CallerPage, others: readonly CallerPage[]): Promise<void> {
    const { session } = this.seat;
    await this.page.evaluate(
      ([peer, others, url]) =>
        (globalThis as unknown as PageGlobals).begin(peer, others, url),
      [
        caller.peer,
        others.map(({ peer }) => peer),
        `/calls/${session}/${caller.room}`,
      ] as const,
    );
  }

  async send(
    on: { microphone?: boolean; camera?: boolean },
  ): Promise<void> {
    Object.assign(this.#on, on);
    await this.page.evaluate(async ({ microphone, camera }) => {
      const { media, tracks } = globalThis as unknown as PageGlobals;
      const [voice] = tracks.getAudioTracks();
      const [picture] = tracks.getVideoTracks();
      await media.setTracks({
        microphone: microphone ? voice : null,
        camera: camera ? picture : null,
        screen: null,
      });
    }, this.#on);
  }

  state(): Promise<
    { trouble: string | null; level: number; others: string[] }
  > {
    return this.page.evaluate(() => {
      const { media } = globalThis as unknown as PageGlobals;
      return {
        trouble: media.trouble.value,
        level: media.level.value,
        others: media.remoteCallers.value.map((it) =>
          [
            it.connection,
            ...it.audio ? ["audio"] : [],
            ...it.camera ? ["camera"] : [],
            ...it.level.value > 0 ? ["loud"] : [],
          ].join(" ")
        ),
      };
    });
  }

  async until(
    good: (state: Awaited<ReturnType<CallPage["state"]>>) => boolean,
    what: string,
  ): Promise<void> {
    await eventually(() => this.state(), good, what);
  }

  readFlow(): Promise<MediaFlow> {
    return this.page.evaluate(async () => {
      const { connections } = globalThis as unknown as PageGlobals;
      const flow = { energy: 0, frames: 0, sent: 0 };
      for (const connection of connections) {
        for (const it of (await connection.getStats()).values()) {
          if (it.type === "inbound-rtp" && it.kind === "audio") {
            flow.energy += it.totalAudioEnergy ?? 0;
          }
          if (it.type === "inbound-rtp") flow.frames += it.framesDecoded ?? 0;
          if (it.type === "outbound-rtp") flow.sent += it.bytesSent ?? 0;
        }
      }
      return flow;
    });
  }

  async waitForMoreSound(pictures = false): Promise<void> {
    const before = await this.readFlow();
    await eventually(
      () => this.readFlow(),
      ({ energy, frames }) =>
        energy > before.energy && (!pictures || frames > before.frames + 5),
      `more came than ${JSON.stringify(before)}`,
    );
  }

  /** Words that identify its connections. */
  async readTraces(): Promise<string[]> {
    const traces = await this.page.evaluate(async () => {
      const { connections } = globalThis as unknown as PageGlobals;
      const all: string[] = [];
      for (const it of connections) {
        for (const end of [it.localDescription, it.remoteDescription]) {
          const lines = end?.sdp.split("\r\n") ?? [];
          all.push(
            ...lines.filter((line) =>
              /^a=(ice-ufrag|ice-pwd|fingerprint|candidate|ssrc)/.test(line)
            ),
          );
        }
        for (const stat of (await it.getStats()).values()) {
          if (/^(local|remote)-candidate$/.test(stat.type) && stat.address) {
            all.push(`${stat.address}:${stat.port}`);
            all.push(`${stat.address} ${stat.port}`);
          }
        }
      }
      return all;
    });
    return [
      ...new Set(traces.map((it) => it.replace(/^a=(?=candidate)/, ""))),
    ];
  }

  iceServers(): Promise<RTCIceServer[]> {
    return this.page.evaluate(() =>
      (globalThis as unknown as PageGlobals).connections
        .flatMap((it) => it.getConfiguration().iceServers ?? [])
    );
  }

  async countGrowingStreams(): Promise<{ audio: number; video: number }> {
    const count = () =>
      this.page.evaluate(async () => {
        const { connections } = globalThis as unknown as PageGlobals;
        const all: { id: string; kind: "audio" | "video"; bytes: number }[] =
          [];
        for (const connection of connections) {
          for (const it of (await connection.getStats()).values()) {
            if (it.type !== "inbound-rtp") continue;
            all.push({ id: it.id, kind: it.kind, bytes: it.bytesReceived });
          }
        }
        return all;
      });
    const before = new Map((await count()).map((it) => [it.id, it.bytes]));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const growing = (await count())
      .filter(({ id, bytes }) => bytes > (before.get(id) ?? 0));
    const of = (kind: string) => growing.filter((it) => it.kind === kind);
    return { audio: of("audio").length, video: of("video").length };
  }

  async show(member: string, on: Partial<CallMedia>): Promise<void> {
    await this.page.evaluate(
      ([member, on]) => (globalThis as unknown as PageGlobals).show(member, on),
      [member, on] as const,
    );
  }

  async openForeignSocket(url: string, token = "none"): Promise<void> {
    await this.page.evaluate(
      ([url, token]) =>
        (globalThis as unknown as PageGlobals).intrude(url, token),
      [url, token] as const,
    );
  }

  async sendExtraVoices(caller: CallerPage, voices: number): Promise<number> {
    await this.openForeignSocket(caller.path);
    return await this.page.evaluate((voices) => {
      const { cheat, room } = globalThis as unknown as PageGlobals;
      return cheat(room, voices);
    }, voices);
  }

  async leave(): Promise<void> {
    await this.page.evaluate(() =>
      (globalThis as unknown as PageGlobals).media.leave()
    );
  }
}
