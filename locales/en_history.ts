/** The history page. */

/** The whole of what was said. */
export const history = {
  title: (name: string) => `Chat history of ${name}`,
  heading: "Chat history",
  search: "Search",
  searchLabel: "Search in messages and names",
  clear: "Show all",
  found: (count: number, query: string) =>
    count === 1
      ? `1 message with “${query}”`
      : `${count} messages with “${query}”`,
  count: (count: number) => count === 1 ? "1 message" : `${count} messages`,
  empty: "Nothing was said.",
  nothing: (query: string) => `No message has “${query}”.`,
  deleted: "This message was deleted.",
  edited: "edited",
  main: "Main room",
  back: "Back to the session",
  stays: (stays: string[]) => `Who was here: ${stays.join(", ")}.`,
  stay: (name: string, from: string, until: string | null) =>
    until === null ? `${name} (from ${from})` : `${name} (${from}–${until})`,
};
