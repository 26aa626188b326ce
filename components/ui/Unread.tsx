/** How much is new, at the corner of what leads there: its number on chalk. What it counts is heard in the control's name. */

/** The number, or how often one's name is in it; nothing where nothing is new. */
export function Unread({ count, mentions = 0, look = "" }: {
  count: number;
  mentions?: number;
  look?: string;
}) {
  if (count + mentions === 0) return null;
  const isToMe = mentions > 0;
  return (
    <span
      class={`unread figures ${look}`}
      data-to-me={isToMe}
      data-count={isToMe ? `@${mentions}` : count > 99 ? "99+" : count}
    />
  );
}
