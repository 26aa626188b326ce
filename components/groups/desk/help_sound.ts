/**
 * Two soft notes when a student asks for help; can be muted (B-12). With several teachers they sound for whatever
 * needs attention, and again every 20 s until a teacher claims it (S-9).
 */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { announce } from "../../ui/announce.ts";
import { countHiddenNews } from "../../ui/tab_title.ts";
import { readStored, writeStored } from "../../client/browser_storage.ts";
import { ClassAttention } from "../../people/claims/class_attention.ts";
import type { ClassSession } from "../../client/class_session.ts";

const key = "homeroom/help-muted";

const soundEveryMs = 20_000;

export const isHelpSoundMuted = signal(readStored(key) === "true");

export function setHelpSoundMuted(isMuted: boolean): void {
  isHelpSoundMuted.value = isMuted;
  writeStored(key, String(isMuted));
}

export function useHelpSound(session: ClassSession): void {
  const knownCalls = useRef<Set<string> | null>(null);
  const isSynced = session.staff?.document.synced.value ?? false;
  const classAttention = session.staff && session.part(ClassAttention);
  const hasSeveralTeachers = classAttention?.hasSeveralTeachers.value ?? false;
  const attention = classAttention?.attention.value;
  // Not for observers.
  const asking =
    (session.seat.role === "teacher" ? classAttention?.unclaimed.value : null)
      ?.filter((key) => hasSeveralTeachers || key.startsWith("hand-"))
      .map((key) => `${key} ${attention?.get(key)}`) ?? [];
  useEffect(unlockAudio, []);
  useEffect(() => {
    const newCalls = asking.filter((call) =>
      knownCalls.current?.has(call) === false
    );
    const hasNewCalls = newCalls.length > 0;
    for (const [, member] of newCalls.join("\n").matchAll(/^hand-(\S+)/gm)) {
      const name = session.facts.nameOf(member);
      if (name) announce(t.raised({ name }), { every: 1_000 });
    }
    countHiddenNews(...newCalls);
    if (isSynced) knownCalls.current = new Set(asking);
    if (hasNewCalls && !isHelpSoundMuted.peek()) void playChime();
    if (!hasSeveralTeachers || asking.length === 0) return;
    const timer = setInterval(
      () => isHelpSoundMuted.peek() || void playChime(),
      soundEveryMs,
    );
    return () => clearInterval(timer);
  }, [asking.join(), hasSeveralTeachers, isSynced]);
}

let context: AudioContext | undefined;

/** A sound that is later than this is dropped (ms). */
const staleSoundMs = 2_000;

async function playChime() {
  const startMs = Date.now();
  try {
    context ??= new AudioContext();
    // Browsers play nothing until the page was pressed.
    await context.resume();
    if (Date.now() - startMs > staleSoundMs) return;
    playNote(context, 659, 0);
    playNote(context, 880, 0.16);
  } catch {
    // No sound on this device.
  }
}

/** An iPad only plays sound if the context was started in one of these events. */
const gestures = ["click", "keydown"] as const;

function unlockAudio(): () => void {
  const controller = new AbortController();
  const resume = async () => {
    try {
      context ??= new AudioContext();
      await context.resume();
      controller.abort();
    } catch {
      // No sound on this device, or not by this press.
    }
  };
  for (const gesture of gestures) {
    addEventListener(gesture, resume, {
      capture: true,
      signal: controller.signal,
    });
  }
  return () => controller.abort();
}

function playNote(
  context: AudioContext,
  frequency: number,
  delaySeconds: number,
) {
  const start = context.currentTime + delaySeconds;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.45);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.5);
}
