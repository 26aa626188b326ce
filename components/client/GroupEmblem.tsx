/**
 * A group's letter next to its coloured shape, so that groups differ without colours too. Its name is next to it, if
 * only for screen readers.
 */
import type { RoomWithEmblem } from "./group_emblems.ts";
import "./group_mark.css";

/** Square, triangle, circle, diamond, hexagon, cross, on a grid of 12. */
const outlines = [
  "M1.5 1.5h9v9h-9z",
  "M6 1l5.5 9.8h-11z",
  "M6 .8a5.2 5.2 0 1 1 0 10.4 5.2 5.2 0 1 1 0-10.4z",
  "M6 .2 11.8 6 6 11.8.2 6z",
  "M3.2 1h5.6l3 5-3 5H3.2l-3-5z",
  "M4 .8h4V4h3.2v4H8v3.2H4V8H.8V4H4z",
] as const;

export function GroupEmblem({ room }: { room: Pick<RoomWithEmblem, "looks"> }) {
  const { letter, hue, shape } = room.looks;
  return (
    <span class={`group-mark hue-${hue}`} aria-hidden="true">
      <svg viewBox="0 0 12 12" width="12" height="12">
        <path d={outlines[shape]} fill="currentColor" />
      </svg>
      <span>{letter}</span>
    </span>
  );
}
