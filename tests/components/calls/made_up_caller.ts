import type { Caller } from "../../../components/calls/caller.ts";

/** A student whose name is their id. */
export const makeCaller = (
  member: string,
  on: Partial<Caller> = {},
): Caller => ({
  member,
  name: member,
  isMe: false,
  isStaff: false,
  microphone: false,
  camera: false,
  screen: false,
  ...on,
});
