/**
 * Announces to all but teachers that their room's call begins. Once they are in it, `use_call_announcements.ts`
 * announces its events.
 */
import { effect } from "@preact/signals";
import { callBegun as t } from "texts/calls_begun.ts";
import type { ClassSession } from "../client/class_session.ts";
import { announce } from "../ui/announce.ts";

export function announceCall({ facts, seat }: ClassSession): () => void {
  let previousCalls: { main?: number; groups?: number } | null = null;
  return effect(() => {
    const { main, groups } = facts.call.value;
    if (facts.info.value.state === undefined) return;
    const inGroup = seat.role === "student" && facts.breakouts.value.open &&
      facts.members.value[seat.member]?.room;
    const announcement = inGroup
      ? groups !== undefined && previousCalls?.groups === undefined && t.group
      : main !== undefined && previousCalls?.main === undefined && t.main;
    if (previousCalls && announcement && seat.role !== "teacher") {
      announce(announcement, { topic: "call" });
    }
    previousCalls = { main, groups };
  });
}
