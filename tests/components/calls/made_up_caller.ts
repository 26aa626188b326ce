/** Somebody who is in a call. */
import type { Caller } from "../../../components/calls/caller.ts";

/** A student, by a name that is their id, with nothing on but this. */
export const caller = (member: string, on: Partial<Caller> = {}): Caller => ({
  member,
  name: member,
  isMe: false,
  isStaff: false,
  microphone: false,
  camera: false,
  screen: false,
  ...on,
});
