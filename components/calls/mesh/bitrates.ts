/** How much is sent to each peer: each page sends to every other, so it depends on people and pictures. Voices come first. */

export interface PicturePlan {
  readonly bitrate: number;
  readonly framerate: number;
  /** Scale: 2 is half as wide and high. */
  readonly smaller: number;
}

/** What is sent to each peer; null: no picture. */
export interface Plan {
  readonly voice: number;
  readonly camera: PicturePlan | null;
  readonly screen: PicturePlan | null;
}

/** Bits a second of pictures to all peers together, and from all: what a school's Wi-Fi carries for a class. */
const budget = 1_500_000;

/** Best first. Text on a screen has to be read: it loses frames, not size. */
const cameras: readonly PicturePlan[] = [
  { bitrate: 600_000, framerate: 24, smaller: 1 },
  { bitrate: 400_000, framerate: 20, smaller: 1 },
  { bitrate: 250_000, framerate: 15, smaller: 1.5 },
  { bitrate: 150_000, framerate: 12, smaller: 2 },
];
const screens: readonly PicturePlan[] = [
  { bitrate: 1_000_000, framerate: 10, smaller: 1 },
  { bitrate: 600_000, framerate: 8, smaller: 1 },
  { bitrate: 350_000, framerate: 5, smaller: 1 },
  { bitrate: 200_000, framerate: 3, smaller: 1 },
];

/** The plan for links without congestion, by the people in the call and the pictures that are on, one's own included. */
export function planFor(people: number, pictures: number): Plan {
  const others = Math.max(1, people - 1);
  const each = budget / Math.max(others, pictures);
  return {
    voice: people <= 4 ? 32_000 : 24_000,
    camera: bestWithin(cameras, each),
    screen: bestWithin(screens, each),
  };
}

const bestWithin = (plans: readonly PicturePlan[], most: number) =>
  plans.find(({ bitrate }) => bitrate <= most) ?? plans.at(-1)!;

/** The plan for a link with room for this many bits of a picture; 0: for none. */
export function planWithin(plan: Plan, room: number): Plan {
  return {
    voice: plan.voice,
    camera: fitted(plan.camera, cameras, room),
    screen: fitted(plan.screen, screens, room),
  };
}

function fitted(
  plan: PicturePlan | null,
  plans: readonly PicturePlan[],
  room: number,
): PicturePlan | null {
  if (!plan || room === 0) return null;
  return plan.bitrate <= room
    ? plan
    : { ...bestWithin(plans, room), bitrate: room };
}
