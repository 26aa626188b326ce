import type { FeedItem } from "../../../classroom/model/monitoring/activity.ts";

/** As many lines as a group's card shows. */
export const maxLines = 5;

/** The last lines of a group's room; those of staff are in no feed. Pure. */
export function lastLinesIn(
  room: string,
  feeds: Readonly<Record<string, readonly FeedItem[]>>,
): (FeedItem & { readonly from: string })[] {
  return Object.entries(feeds).flatMap(([from, feed]) =>
    feed.filter((item) => item.kind === "line" && item.room === room)
      .map((item) => ({ ...item, from }))
  ).sort((a, b) => a.at - b.at).slice(-maxLines);
}
