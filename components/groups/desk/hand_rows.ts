/**
 * The rows of the hands that are up. While the cursor or the focus is among them each keeps its place, also when its hand
 * goes down: what is pressed there a moment later was meant for it, and never lowers the next student's hand.
 */
import { type ReadonlySignal, signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Help } from "../../../classroom/model/groups.ts";

/** So long a hand that one has lowered can be put back (ms); the server's own time is a little longer for the way. */
const undoTime = 9_500;

/** One of them. `down`: it is lowered; then `undo` says whether that can be taken back by who looks. */
export interface HandRow {
  readonly flag: Help;
  readonly down: boolean;
  readonly undo: boolean;
}

/** Whose hands were lowered here, and until when that can be taken back, by the member. */
const loweredHere = signal<ReadonlyMap<string, number>>(new Map());

/** Notes that a hand was lowered here; or that it is up again. */
export function noteLowered(member: string, isDown: boolean): void {
  const next = new Map(loweredHere.peek());
  if (isDown) next.set(member, Date.now() + undoTime);
  else next.delete(member);
  loweredHere.value = next;
}

/** The rows as they are to stand now, for the list that has them. */
export function useHandRows(flags: ReadonlySignal<readonly Help[]>) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef<readonly Help[]>([]);
  const turn = useSignal(0);
  turn.value;
  const up = new Map(flags.value.map((flag) => [flag.member, flag]));
  // The place around the rows: they themselves take no press, and know of no cursor, right after a change.
  const place = list.current?.closest(".wait-list");
  const isHeld = place?.matches(":hover, :focus-within") ?? false;
  const now = Date.now();
  const undoable = (member: string) =>
    (loweredHere.value.get(member) ?? 0) > now;
  const stay = before.current
    .filter(({ member }) => up.has(member) || isHeld || undoable(member))
    .map((flag) => up.get(flag.member) ?? flag);
  const known = new Set(stay.map(({ member }) => member));
  const come = flags.value.filter(({ member }) => !known.has(member));
  const all = [...stay, ...come];
  // Under nobody's hand they stand in the order of raising.
  if (!isHeld) all.sort((a, b) => a.at - b.at);
  before.current = all;
  const soonest = Math.min(
    ...all.map(({ member }) => loweredHere.value.get(member) ?? Infinity),
  );
  useEffect(() => {
    const around = list.current?.closest(".wait-list");
    const again = () => turn.value++;
    // The focus that goes is in no place yet when that is told.
    const later = () => setTimeout(again);
    around?.addEventListener("pointerleave", again);
    around?.addEventListener("focusout", later);
    return () => {
      around?.removeEventListener("pointerleave", again);
      around?.removeEventListener("focusout", later);
    };
  }, [all.length > 0]);
  useEffect(() => {
    if (soonest === Infinity) return;
    const timer = setTimeout(
      () => turn.value++,
      Math.max(0, soonest - Date.now()) + 50,
    );
    return () => clearTimeout(timer);
  }, [soonest]);
  const rows = all.map((flag): HandRow => ({
    flag,
    down: !up.has(flag.member),
    undo: !up.has(flag.member) && undoable(flag.member),
  }));
  return { list, rows };
}
