/** Announces a call's events to screen readers: people who join and leave, mutes and requests to unmute, troubles. */
import { useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { calls as t } from "texts/calls.ts";
import { announce } from "../ui/announce.ts";
import type { Call } from "./call.ts";
import type { Caller } from "./caller.ts";
import {
  describeCallExit,
  describeMute,
  describeOwnTrouble,
} from "./call_texts.ts";

/** Joins and leaves are announced once there were none for this time (ms). */
const quietMs = 1_000;

export function useCallAnnouncements(call: Call): void {
  const say = useMemo(() => {
    const now: string[] = [];
    return (words: string) => {
      now.push(words);
      announce(() => now.splice(0).join(" "), { topic: "in call" });
    };
  }, []);
  const callerChanges = useRef<CallerChanges | null>(null);
  useSignalEffect(() => {
    const people = call.callers.value;
    if (!call.voice.value?.isJoined.value) {
      callerChanges.current = null;
      return;
    }
    const known = callerChanges.current ??= new CallerChanges(people);
    const timer = setTimeout(() => {
      const words = known.describeChanges(people, Date.now());
      if (words) say(words);
    }, quietMs);
    return () => clearTimeout(timer);
  });
  useNews(say, () => {
    const own = call.voice.value?.ownDevices;
    if (!own) return [null, null];
    const muted = own.lastMute.value;
    if (muted) return [muted, describeMute(call, muted)];
    if (!call.allowedDevices.value.microphone) return ["eyes", null];
    const { microphone } = own.switchedOn.value;
    return [microphone, microphone ? t.youAreHeard : t.youAreMuted];
  });
  useNews(say, () => {
    const at = call.voice.value?.ownDevices.unmuteAskedAt.value ?? 0;
    return [at, at > 0 ? describeUnmuteRequest(call) : null];
  });
  useNews(say, () => {
    const wrong = call.voice.value?.ownDevices.trouble.value ?? null;
    return [wrong, wrong && describeOwnTrouble(call, wrong)];
  });
  useNews(say, () => {
    const isBlocked = call.voice.value?.isBlocked.value === true;
    return [isBlocked, isBlocked ? t.soundOff : null];
  });
  useNews(say, (was) => {
    const link = call.voice.value?.trouble.value ?? null;
    if (call.voice.value && call.isOffline) return ["lost", null];
    // `connecting` does not mean that a lost connection is back.
    if (link === "connecting") return [was === "lost" ? was : link, null];
    if (link) return [link, t.trouble[link]];
    const isBack = was === "lost" && call.voice.value !== null;
    return [null, isBack ? t.said.back : null];
  });
  useNews(say, () => {
    const why = call.exitReason.value;
    return [why, why && why !== "left" ? describeCallExit(why) : null];
  });
}

function useNews(
  say: (words: string) => void,
  of: (was: unknown) => readonly [what: unknown, words: string | null],
) {
  const known = useRef<{ what: unknown } | null>(null);
  useSignalEffect(() => {
    const was = known.current;
    const [what, words] = of(was?.what);
    known.current = { what };
    if (was && was.what !== what && words) say(words);
  });
}

/** The words of a request to unmute. They name the teacher if only one is in the call. */
export function describeUnmuteRequest({ callers: people }: Call): string {
  const staff = people.value.filter(({ isStaff }) => isStaff);
  return staff.length === 1 ? t.askedBy({ name: staff[0].name }) : t.asked;
}

// A person's joins and leaves are announced at most once per minute, so that nobody can flood the announcements.

const repeatMs = 60_000;

export class CallerChanges {
  #before: readonly Caller[];
  readonly #said = new Map<string, number>();

  constructor(first: readonly Caller[]) {
    this.#before = first;
  }

  /**
   * Describes who has joined and left since it last ran; null: nobody to announce.
   *
   * @param at now (ms)
   */
  describeChanges(now: readonly Caller[], at: number): string | null {
    const before = this.#before;
    this.#before = now;
    const all = [
      ...words(this.#fresh(now, before, at), t.said.came, t.said.manyCame),
      ...words(this.#fresh(before, now, at), t.said.went, t.said.manyWent),
    ];
    return all.length > 0 ? all.join(" ") : null;
  }

  #fresh(these: readonly Caller[], those: readonly Caller[], at: number) {
    const fresh = these.filter(({ isMe, member }) =>
      !isMe && !those.some((it) => it.member === member) &&
      at - (this.#said.get(member) ?? -Infinity) >= repeatMs
    );
    for (const { member } of fresh) this.#said.set(member, at);
    return fresh;
  }
}

function words(
  who: readonly Caller[],
  one: (its: { name: string }) => string,
  many: (its: { count: number }) => string,
): string[] {
  if (who.length === 0) return [];
  return [who.length === 1 ? one(who[0]) : many({ count: who.length })];
}
