/** The history page. */

/** The whole of what was said. */
export const history = {
  title: (name: string) => `Chat history of ${name}`,
  heading: "Chat history",
  search: "Search",
  searchLabel: "Search in messages and names",
  room: "Room",
  allRooms: "All rooms",
  person: "Person",
  everybody: "Everybody",
  from: "From",
  to: "To",
  filters: "Room, person, time",
  pages: "Pages",
  page: (page: number, of: number) => `Page ${page} of ${of}`,
  earlier: "Earlier",
  later: "Later",
  versions: (count: number) =>
    count === 1 ? "What it said before" : `What it said before (${count})`,
  what: "What it said",
  pinned: "pinned",
  clear: "Show all",
  found: (count: number) =>
    count === 1 ? "1 message found" : `${count} messages found`,
  count: (count: number) => count === 1 ? "1 message" : `${count} messages`,
  empty: "Nothing was said.",
  nothing: "No message fits what you look for.",
  deleted: "This message was deleted.",
  edited: "edited",
  main: "Main room",
  back: "Back to the session",
  attendance: (students: number, removed: number) =>
    (students === 1
      ? "Attendance: 1 student"
      : `Attendance: ${students} students`) +
    (removed > 0 ? `, ${removed} removed` : ""),
  columns: [
    "Name",
    "In",
    "Out",
    "Minutes",
    "Messages",
    "Questions",
    "Handed in",
  ],
  attendanceHint:
    "Times and minutes are right within a minute. Minutes are those of all stays together.",
  stays: (stays: string[]) => `Who was here: ${stays.join(", ")}.`,
  stay: (name: string, from: string, until: string | null) =>
    until === null ? `${name} (from ${from})` : `${name} (${from}–${until})`,
};
