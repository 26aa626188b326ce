/** A count of new things; the control's own label must say it too. */

/** Shows mentions instead of the count if there are any. */
export function UnreadBadge({ count, mentions = 0, look = "" }: {
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
