/** What a screen reader says of a call while one is in it: who comes and goes, and whether oneself is heard. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { calls as t } from "texts/calls.ts";
import type { Call } from "./call.ts";
import type { Caller } from "./caller.ts";

/** The sentence of the moment; empty: nothing new. */
export function useSaid(call: Call): string {
  const said = useSignal("");
  const before = useRef<readonly Caller[] | null>(null);
  const wasHeard = useRef<boolean | null>(null);
  useSignalEffect(() => {
    const isIn = call.voice.value?.isIn.value === true;
    const people = call.people.value;
    const words = isIn && before.current
      ? changeOf(before.current, people)
      : null;
    before.current = isIn ? people : null;
    if (words) said.value = words;
  });
  useSignalEffect(() => {
    const voice = call.voice.value;
    const isHeard = voice ? voice.own.value.microphone : null;
    const isNew = wasHeard.current !== null && isHeard !== null &&
      isHeard !== wasHeard.current;
    wasHeard.current = isHeard;
    if (voice?.muted.value) said.value = t.mutedByTeacher;
    else if (isNew) said.value = isHeard ? t.youAreHeard : t.youAreMuted;
  });
  useSignalEffect(() => {
    if (call.voice.value?.asked.value) said.value = askedWords(call);
  });
  useSignalEffect(() => {
    const why = call.out.value;
    if (why && why !== "left") said.value = t.out[why];
  });
  return said.value;
}

/** Who has come, or gone, among the others; null: nobody. */
export function changeOf(
  before: readonly Caller[],
  now: readonly Caller[],
): string | null {
  const missing = (these: readonly Caller[], those: readonly Caller[]) =>
    these.filter(({ isMe, member }) =>
      !isMe && !those.some((it) => it.member === member)
    );
  const words = (
    who: readonly Caller[],
    one: (its: { name: string }) => string,
    many: (its: { count: number }) => string,
  ) =>
    who.length === 0
      ? []
      : [who.length === 1 ? one(who[0]) : many({ count: who.length })];
  const all = [
    ...words(missing(now, before), t.said.came, t.said.manyCame),
    ...words(missing(before, now), t.said.went, t.said.manyWent),
  ];
  return all.length > 0 ? all.join(" ") : null;
}

/** "Ms Lin asks you to unmute", where it can only be her. */
export function askedWords({ people }: Call): string {
  const staff = people.value.filter(({ isStaff }) => isStaff);
  return staff.length === 1 ? t.askedBy({ name: staff[0].name }) : t.asked;
}
