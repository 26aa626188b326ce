/** How much is new, at the corner of what leads there: its number on chalk. What it counts is heard in the control's name. */

/** The number; nothing where nothing is new. */
export function Unread({ count, look = "" }: { count: number; look?: string }) {
  if (count === 0) return null;
  return (
    <span
      class={`unread figures ${look}`}
      data-count={count > 99 ? "99+" : count}
    />
  );
}
