/** The three lines of a connection and their bitrates. */
import { callKinds } from "../../../classroom/model/calls.ts";
import type { Tracks } from "../media.ts";
import type { PicturePlan, Plan } from "./bitrates.ts";

/** Both ends share this order; it must not change. */
export const lines = callKinds;

export function addLines(pc: RTCPeerConnection) {
  for (const line of lines) {
    const kind = line === "microphone" ? "audio" : "video";
    pc.addTransceiver(kind, { direction: "sendrecv" });
  }
}

/** Opens a connection's lines in both directions; null: they are missing or of other kinds. */
export function linesOf(
  pc: RTCPeerConnection,
): readonly RTCRtpTransceiver[] | null {
  const all = pc.getTransceivers();
  const kinds = all.map(({ receiver }) => receiver.track.kind).join();
  if (kinds !== "audio,video,video") return null;
  for (const it of all) it.direction = "sendrecv";
  return all;
}

/** The lines' incoming tracks, which exist even if nothing is sent. */
export function receivedOver(
  [microphone, camera, screen]: readonly RTCRtpTransceiver[],
): Tracks {
  return {
    microphone: microphone.receiver.track,
    camera: camera.receiver.track,
    screen: screen.receiver.track,
  };
}

/**
 * Does nothing before there are lines. A line without a track is inactive, since Firefox would send a camera's last
 * picture once a second.
 */
export async function tuneLines(
  [microphone, camera, screen]: readonly RTCRtpTransceiver[],
  plan: Plan,
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
  // Some browsers have none before negotiation.
  if (!encoding) return;
  change(encoding, parameters);
  encoding.active &&= sender.track !== null;
  await sender.setParameters(parameters);
}
