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
    const changes = callerChanges.current ??= new CallerChanges(people);
    const timer = setTimeout(() => {
      const words = changes.describeChanges(people, Date.now());
      if (words) say(words);
    }, quietMs);
    return () => clearTimeout(timer);
  });
  useNews(say, () => {
    const ownDevices = call.voice.value?.ownDevices;
    if (!ownDevices) return [null, null];
    const lastMute = ownDevices.lastMute.value;
    if (lastMute) return [lastMute, describeMute(call, lastMute)];
    if (!call.allowedDevices.value.microphone) return ["eyes", null];
    const { microphone } = ownDevices.switchedOn.value;
    return [microphone, microphone ? t.youAreHeard : t.youAreMuted];
  });
  useNews(say, () => {
    const askedAt = call.voice.value?.ownDevices.unmuteAskedAt.value ?? 0;
    return [askedAt, askedAt > 0 ? describeUnmuteRequest(call) : null];
  });
  useNews(say, () => {
    const trouble = call.voice.value?.ownDevices.trouble.value ?? null;
    return [trouble, trouble && describeOwnTrouble(call, trouble)];
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
    const reason = call.exitReason.value;
    return [
      reason,
      reason && reason !== "left" ? describeCallExit(reason) : null,
    ];
  });
}

function useNews(
  say: (words: string) => void,
  readNews: (was: unknown) => readonly [state: unknown, words: string | null],
) {
  const lastNews = useRef<{ state: unknown } | null>(null);
  useSignalEffect(() => {
    const was = lastNews.current;
    const [state, words] = readNews(was?.state);
    lastNews.current = { state };
    if (was && was.state !== state && words) say(words);
  });
}

/** The words of a request to unmute. They name the teacher if only one is in the call. */
export function describeUnmuteRequest({ callers }: Call): string {
  const staff = callers.value.filter(({ isStaff }) => isStaff);
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
   * @param nowMs now (ms)
   */
  describeChanges(callers: readonly Caller[], nowMs: number): string | null {
    const previousCallers = this.#before;
    this.#before = callers;
    const sentences = [
      ...words(
        this.#fresh(callers, previousCallers, nowMs),
        t.said.came,
        t.said.manyCame,
      ),
      ...words(
        this.#fresh(previousCallers, callers, nowMs),
        t.said.went,
        t.said.manyWent,
      ),
    ];
    return sentences.length > 0 ? sentences.join(" ") : null;
  }

  #fresh(
    callers: readonly Caller[],
    otherCallers: readonly Caller[],
    nowMs: number,
  ) {
    const newCallers = callers.filter(({ isMe, member }) =>
      !isMe && !otherCallers.some((it) => it.member === member) &&
      nowMs - (this.#said.get(member) ?? -Infinity) >= repeatMs
    );
    for (const { member } of newCallers) this.#said.set(member, nowMs);
    return newCallers;
  }
}

function words(
  callers: readonly Caller[],
  describeOne: (its: { name: string }) => string,
  describeMany: (its: { count: number }) => string,
): string[] {
  if (callers.length === 0) return [];
  return [
    callers.length === 1
      ? describeOne(callers[0])
      : describeMany({ count: callers.length }),
  ];
}
