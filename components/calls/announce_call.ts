/** That a call begins is said to whoever is not in it yet; what is said in it, in `use_said.ts`. */
import { effect } from "@preact/signals";
import { calls as t } from "texts/calls.ts";
import type { ClassSession } from "../client/class_session.ts";
import { announce } from "../ui/announce.ts";

/** Says it from now on; gives what stops that. */
export function announceCall({ facts, seat }: ClassSession): () => void {
  let before: { main?: number; groups?: number } | null = null;
  return effect(() => {
    const { main, groups } = facts.call.value;
    if (facts.info.value.state === undefined) return;
    const inGroup = seat.role === "student" && facts.breakouts.value.open &&
      facts.members.value[seat.member]?.room;
    const begun = inGroup
      ? groups !== undefined && before?.groups === undefined && t.begunInGroup
      : main !== undefined && before?.main === undefined && t.begun;
    // Who began it has been told so.
    if (before && begun && seat.role !== "teacher") {
      announce(begun, { topic: "call" });
    }
    before = { main, groups };
  });
}
