import { callMediaKinds } from "../../../classroom/model/calls.ts";
import type { CallTracks } from "../call_backend.ts";

/** Both ends share this order; it must not change. */
export const transceiverOrder = callMediaKinds;

export function addTransceivers(pc: RTCPeerConnection) {
  for (const line of transceiverOrder) {
    const kind = line === "microphone" ? "audio" : "video";
    pc.addTransceiver(kind, { direction: "sendrecv" });
  }
}

/** Makes a connection's lines send and receive, and returns them; null if they are missing or of other kinds. */
export function openTransceivers(
  pc: RTCPeerConnection,
): readonly RTCRtpTransceiver[] | null {
  const transceivers = pc.getTransceivers();
  const kinds = transceivers.map(({ receiver }) => receiver.track.kind).join();
  if (kinds !== "audio,video,video") return null;
  for (const transceiver of transceivers) transceiver.direction = "sendrecv";
  return transceivers;
}

/** The lines' incoming tracks, which exist even if nothing is sent. */
export function receivedTracks(
  [microphone, camera, screen]: readonly RTCRtpTransceiver[],
): CallTracks {
  return {
    microphone: microphone.receiver.track,
    camera: camera.receiver.track,
    screen: screen.receiver.track,
  };
}

// Bitrates per peer. Each page sends to all others, so they depend on people and pictures. Voices have priority.

interface PicturePlan {
  readonly bitrate: number;
  readonly framerate: number;
  /** By how much width and height are divided. */
  readonly smaller: number;
}

export interface SendingPlan {
  readonly voice: number;
  readonly camera: PicturePlan | null;
  readonly screen: PicturePlan | null;
}

/**
 * Bits per second that one page may send as pictures, and the same for receiving. With this, a school's Wi-Fi
 * carries a whole class.
 */
const pictureBitsPerSecond = 1_500_000;

/** Best first. Screens get fewer frames rather than a smaller size, to keep text readable. */
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

/** The plan if there is no congestion. `people` includes this page, `pictures` its own. */
export function planSending(people: number, pictures: number): SendingPlan {
  const otherPeople = Math.max(1, people - 1);
  const pictureBitrate = pictureBitsPerSecond / Math.max(otherPeople, pictures);
  return {
    voice: people <= 4 ? 32_000 : 24_000,
    camera: bestWithin(cameras, pictureBitrate),
    screen: bestWithin(screens, pictureBitrate),
  };
}

const bestWithin = (plans: readonly PicturePlan[], maxBitrate: number) =>
  plans.find(({ bitrate }) => bitrate <= maxBitrate) ?? plans.at(-1)!;

/** Limits the plan to `room` bits per second for a picture; 0: no picture. */
export function limitPlan(plan: SendingPlan, room: number): SendingPlan {
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

/**
 * Applies the plan. A line without a track is made inactive, since Firefox would send a camera's last picture once
 * a second.
 */
export async function applySendingPlan(
  [microphone, camera, screen]: readonly RTCRtpTransceiver[],
  plan: SendingPlan,
) {
  if (!microphone) return;
  await tuneLine(microphone.sender, (encoding) => {
    encoding.active = true;
    encoding.maxBitrate = plan.voice;
    encoding.priority = "high";
    encoding.networkPriority = "high";
  });
  await tunePicture(camera.sender, plan.camera, "balanced");
  await tunePicture(screen.sender, plan.screen, "maintain-resolution");
}

async function tunePicture(
  sender: RTCRtpSender,
  plan: PicturePlan | null,
  preference: RTCDegradationPreference,
) {
  await tuneLine(sender, (encoding, parameters) => {
    encoding.active = plan !== null;
    encoding.priority = "low";
    encoding.networkPriority = "low";
    parameters.degradationPreference = preference;
    if (!plan) return;
    encoding.maxBitrate = Math.round(plan.bitrate);
    encoding.maxFramerate = Math.round(plan.framerate);
    encoding.scaleResolutionDownBy = plan.smaller;
  });
}

async function tuneLine(
  sender: RTCRtpSender,
  change: (
    encoding: RTCRtpEncodingParameters,
    parameters: RTCRtpSendParameters,
  ) => void,
) {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  // Some browsers have no encodings before negotiation.
  if (!encoding) return;
  change(encoding, parameters);
  encoding.active &&= sender.track !== null;
  await sender.setParameters(parameters);
}
