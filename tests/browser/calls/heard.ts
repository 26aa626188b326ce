/** What a page in a call really hears and sees, as the statistics of its connections have it; however the call is carried. */
import { eventually } from "../../people.ts";
import type { Person } from "../stage.ts";

/** What comes in on a page. */
export interface Coming {
  /** So many voices are heard. */
  voices: number;
  /** So many cameras and screens are seen. */
  pictures: number;
}

interface InPage {
  made: RTCPeerConnection[];
}

/** One voice or picture that comes in over an open connection. */
export interface Track {
  /** The same for as long as it comes in. */
  id: string;
  energy: number;
  frames: number;
}

/** From the next page that is loaded on, this person's connections can be asked. */
export async function watchConnections({ context, page }: Person) {
  // As a browser remembers that it was allowed; the made-up devices alone are forgotten with the page.
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

/** What has come in so far, over connections that are open. */
export async function counted({ page }: Person): Promise<Track[]> {
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

/** What comes in within a second. */
async function coming(person: Person): Promise<Coming> {
  const before = new Map(
    (await counted(person)).map((it) => [it.id, it]),
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const now = await counted(person);
  const grows = (field: "energy" | "frames") =>
    now.filter((it) => it[field] > (before.get(it.id)?.[field] ?? 0)).length;
  return { voices: grows("energy"), pictures: grows("frames") };
}

/** Waits until so many are heard on a page, and so many pictures are seen, and no more. */
export async function gets(person: Person, wanted: Coming, who: string) {
  let last: Coming | undefined;
  try {
    await eventually(
      async () => last = await coming(person),
      (it) => it.voices === wanted.voices && it.pictures === wanted.pictures,
      "",
    );
  } catch {
    throw new Error(
      `${who} was to have ${JSON.stringify(wanted)}, and had ${
        JSON.stringify(last)
      }`,
    );
  }
}

/** How many connections of a page are open. */
export async function openConnections({ page }: Person): Promise<number> {
  return await page.evaluate(() =>
    (globalThis as unknown as InPage).made
      .filter((it) => it.connectionState === "connected").length
  );
}

/** Whose voices have been heard so far over the connections that are open: an id of each, for as long as it comes. */
export async function voicesOf(person: Person): Promise<string[]> {
  return (await counted(person)).filter(({ energy }) => energy > 0)
    .map(({ id }) => id);
}

/** So many bytes of voices and pictures have come to a page, over whatever connections it has or had open. */
export async function bytesCome({ page }: Person): Promise<number> {
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
