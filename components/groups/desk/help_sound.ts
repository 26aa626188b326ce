/** Two soft notes when somebody asks for help; the teacher can mute them, and this browser remembers (B-12). */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { recall, remember } from "../../session/browser_memory.ts";
import type { ClassSession } from "../../session/class_session.ts";

const key = "homeroom/help-muted";

/** Whether it is quiet. */
export const muted = signal(recall(key) === "true");

/** Mutes it, or not. */
export function setMuted(quiet: boolean): void {
  muted.value = quiet;
  remember(key, String(quiet));
}

/** Sounds whenever somebody asks who did not before. */
export function useHelpSound(session: ClassSession): void {
  const known = useRef<Set<string> | null>(null);
  const flags = session.staff?.help.value ?? [];
  const synced = session.staff?.document.synced.value ?? false;
  useEffect(() => {
    const asking = flags.map(({ member, at }) => `${member} ${at}`);
    const fresh = asking.some((one) => known.current?.has(one) === false);
    if (synced) known.current = new Set(asking);
    if (fresh && !muted.peek()) chime();
  }, [flags, synced]);
}

let context: AudioContext | undefined;

function chime() {
  try {
    context ??= new AudioContext();
    // Before anybody has touched the page a browser plays nothing; the flag is to be seen all the same.
    if (context.state === "suspended") void context.resume();
    note(context, 659, 0);
    note(context, 880, 0.16);
  } catch {
    // No sound on this device.
  }
}

function note(context: AudioContext, frequency: number, after: number) {
  const start = context.currentTime + after;
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
