/** Measures what a page in a call receives, by the statistics of its connections, with either carrier. */
import { eventually } from "../../people.ts";
import type { Person } from "../stage.ts";

export interface IncomingCounts {
  voices: number;
  pictures: number;
}

interface InPage {
  made: RTCPeerConnection[];
}

export interface IncomingTrack {
  /** Id that stays the same while the track comes in. */
  id: string;
  energy: number;
  frames: number;
}

/** Keeps the connections of the next page that loads. */
export async function watchConnections({ context, page }: Person) {
  // Browsers remember a permission, but forget the made-up devices with the page.
  await context.grantPermissions(["microphone", "camera"]);
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    Object.assign(globalThis, { made });
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
  });
}

export async function readIncomingTracks(
  { page }: Person,
): Promise<IncomingTrack[]> {
  return await page.evaluate(async () => {
    const { made } = globalThis as unknown as InPage;
    const open = made.filter((it) => it.connectionState === "connected");
    const all = await Promise.all(
      open.map(async (connection) =>
        [...(await connection.getStats()).values()]
          .filter(({ type }) => type === "inbound-rtp")
          .map((it) => ({
            id: `${made.indexOf(connection)} ${it.id}`,
            energy: it.totalAudioEnergy ?? 0,
            frames: it.framesDecoded ?? 0,
          }))
      ),
    );
    return all.flat();
  });
}

/** The numbers of tracks that grow within a time (ms). */
async function coming(
  person: Person,
  span: number,
): Promise<IncomingCounts> {
  const before = new Map(
    (await readIncomingTracks(person)).map((it) => [it.id, it]),
  );
  await new Promise((resolve) => setTimeout(resolve, span));
  const now = await readIncomingTracks(person);
  const grows = (field: "energy" | "frames") =>
    now.filter((it) => it[field] > (before.get(it.id)?.[field] ?? 0)).length;
  return { voices: grows("energy"), pictures: grows("frames") };
}

/** Waits for exactly these numbers of voices and pictures. */
export async function waitForIncoming(
  person: Person,
  wanted: IncomingCounts,
  who: string,
) {
  let last: IncomingCounts | undefined;
  // The made-up microphones beep twice a second, and later on a busy machine.
  let span = 500;
  try {
    await eventually(
      async () => {
        span = Math.min(2 * span, 4_000);
        return last = await coming(person, span);
      },
      (it) => it.voices === wanted.voices && it.pictures === wanted.pictures,
      "",
    );
  } catch {
    throw new Error(
      `${who} was to have ${JSON.stringify(wanted)}, and had ${
        JSON.stringify(last)
      } over ${await describeConnections(person)}`,
    );
  }
}

/** For each open connection of a page its state, and the packets and the energy of its voices. */
async function describeConnections({ page }: Person): Promise<string> {
  const connections = await page.evaluate(async () => {
    const { made } = globalThis as unknown as InPage;
    const open = made.filter((it) => it.signalingState !== "closed");
    return await Promise.all(open.map(async (connection) => {
      const { connectionState, iceConnectionState, signalingState } =
        connection;
      const voices = [...(await connection.getStats()).values()]
        .filter(({ type, kind }) =>
          /^(in|out)bound/.test(type) && kind === "audio"
        )
        .map((it) =>
          `${it.type} ${it.packetsReceived ?? it.packetsSent} ${
            it.totalAudioEnergy ?? ""
          }`
        );
      return [
        `${made.indexOf(connection)} of ${made.length}`,
        connectionState,
        iceConnectionState,
        signalingState,
        ...voices,
      ].join(" ");
    }));
  });
  return JSON.stringify(connections);
}

export async function countOpenConnections({ page }: Person): Promise<number> {
  return await page.evaluate(() =>
    (globalThis as unknown as InPage).made
      .filter((it) => it.connectionState === "connected").length
  );
}

/** Ids of the voices that were heard over open connections. */
export async function heardVoiceIds(person: Person): Promise<string[]> {
  return (await readIncomingTracks(person)).filter(({ energy }) => energy > 0)
    .map(({ id }) => id);
}

/** Bytes received over all connections, open or closed. */
export async function countReceivedBytes({ page }: Person): Promise<number> {
  return await page.evaluate(async () => {
    let sum = 0;
    for (const it of (globalThis as unknown as InPage).made) {
      for (const entry of (await it.getStats()).values()) {
        if (entry.type === "inbound-rtp") sum += entry.bytesReceived ?? 0;
      }
    }
    return sum;
  });
}
