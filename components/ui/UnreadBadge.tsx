/** A count of new items. The label of the control around it must say the count too. */

/** If there are mentions, shows their number instead. */
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
