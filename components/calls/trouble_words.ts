/** The words for what is wrong with one's own microphone, camera or screen, and what to do about it. */
import { calls as t } from "texts/calls.ts";
import type { CallKind } from "../../classroom/model/calls.ts";
import type { Call } from "./call.ts";
import { roomNameOf } from "./joined/room_name.ts";
import type { OwnTrouble } from "./joined/own_state.ts";
import type { DeviceTrouble } from "./call_backend.ts";

/** Why there is none; whoever teaches is not told to ask their teacher. */
export function deviceWords(
  { session: { seat } }: Call,
  of: CallKind,
  why: DeviceTrouble,
): string {
  const { no, noCamera, noScreen } = t;
  const words = { microphone: no, camera: noCamera, screen: noScreen }[of];
  const isStaff = why === "insecure" && seat.role === "teacher";
  return isStaff ? words.insecureTeacher : words[why];
}

/** What did not work. */
export function troubleWords(call: Call, wrong: OwnTrouble): string {
  if (wrong.kind === "pictures") return t.pictures;
  if (wrong.kind === "away") return t.mutedAway;
  if (wrong.kind === "taken") return t.taken[wrong.of];
  if (wrong.kind === "heard") {
    return t.heardIn({ room: roomNameOf(call, wrong.room) });
  }
  return deviceWords(call, wrong.of, wrong.why);
}
