import { calls as t } from "texts/calls.ts";
import {
  type CallMediaKind,
  type LastMute,
  meshLimits,
} from "../../classroom/model/calls.ts";
import type { Call } from "./call.ts";
import type { DeviceTrouble } from "./call_backend.ts";
import type { OwnDeviceTrouble } from "./joined/own_devices.ts";

/** Why a device does not work, in words. Only for `insecure` do teachers get other words. */
export function describeDeviceTrouble(
  { session: { seat } }: Call,
  device: CallMediaKind,
  reason: DeviceTrouble,
): string {
  const { no, noCamera, noScreen } = t;
  const words = { microphone: no, camera: noCamera, screen: noScreen }[device];
  const isStaff = reason === "insecure" && seat.role === "teacher";
  return isStaff ? words.insecureTeacher : words[reason];
}

export function describeCallExit(reason: keyof typeof t.out): string {
  return reason === "full"
    ? t.out.full({ most: meshLimits.callers })
    : t.out[reason];
}

export function describeMute({ session }: Call, { by }: LastMute): string {
  if (by === null) return t.mutedByTeacher;
  return t.mutedBy({ name: session.facts.nameOf(by) ?? "" });
}

export function describeOwnTrouble(
  call: Call,
  trouble: OwnDeviceTrouble,
): string {
  switch (trouble.kind) {
    case "pictures":
      return t.pictures({ most: meshLimits.pictures });
    case "away":
      return t.mutedAway;
    case "taken":
      return t.taken[trouble.device];
    case "heard":
      return t.heardIn({ room: roomNameOf(call, trouble.room) });
    case "device":
      return describeDeviceTrouble(call, trouble.device, trouble.reason);
  }
}

function roomNameOf({ session: { facts } }: Call, room: string): string {
  return facts.rooms.value[room]?.name ?? t.mainRoom;
}

/** The name of the call's room; null: there is no call, or it is in the main room while groups are closed. */
export function nameOfCallRoom(call: Call): string | null {
  const room = call.room.value;
  const { breakouts } = call.session.facts;
  return room === null || room === "main" && !breakouts.value.open
    ? null
    : roomNameOf(call, room);
}

export function describeCallerCount(call: Call): string {
  const count = call.callers.value.length;
  const room = nameOfCallRoom(call);
  return room === null ? t.count({ count }) : t.countIn({ room, count });
}
