/** Parts and formats of the record, apart from the code that writes them. */

export const recordParts = [
  "chat",
  "notes",
  "alerts",
  "conversations",
  "submissions",
  "answers",
  "walls",
  "pages",
  "drawings",
  "groups",
  "attendance",
  "activity",
] as const;

export const recordFormats = ["md", "html", "csv", "xlsx", "json"] as const;

export type PartName = typeof recordParts[number];
export type RecordFormat = typeof recordFormats[number];
