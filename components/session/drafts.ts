/**
 * What is written and not sent yet, per member and room, kept on this device (C-3). Where the browser keeps
 * nothing, at least the page does.
 */
const unkept = new Map<string, string>();

/** Whose draft it is. */
interface Author {
  readonly session: string;
  readonly member: string;
  readonly as?: "teacher" | "member";
}

/** Those of teachers are named so, to be found at the sign-out. */
const start = ({ session, member, as }: Author) =>
  `homeroom/draft/${session}/${as === "teacher" ? as : member}/`;

/** The draft of a room. */
export function readDraft(author: Author, room: string): string {
  const key = start(author) + room;
  try {
    return localStorage.getItem(key) ?? unkept.get(key) ?? "";
  } catch {
    return unkept.get(key) ?? "";
  }
}

/** Keeps the draft of a room, or forgets it where it is empty. */
export function keepDraft(author: Author, room: string, text: string): void {
  const key = start(author) + room;
  try {
    unkept.delete(key);
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    unkept.set(key, text);
  }
}

/** What a member has written in any room and not sent. */
export function allDrafts(author: Author): string[] {
  const all = new Map(unkept);
  try {
    for (const key of Object.keys(localStorage)) {
      all.set(key, localStorage.getItem(key) ?? "");
    }
  } catch {
    // What the page itself keeps is all there is.
  }
  return [...all]
    .filter(([key, text]) =>
      key.startsWith(start(author)) && text.trim() !== ""
    )
    .map(([, text]) => text.trim());
}

/** Words that are being written come along from one room to another; what stands there stays before them. */
export function carryDraft(author: Author, from: string, to: string): void {
  const text = readDraft(author, from);
  if (!text || from === to) return;
  const there = readDraft(author, to);
  keepDraft(author, from, "");
  keepDraft(author, to, there ? `${there}\n${text}` : text);
}

/** All drafts of one become another's, who is the same person by now. */
export function handOverDrafts(from: Author, to: Author): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(start(from))) continue;
      const room = key.slice(start(from).length);
      const there = readDraft(to, room);
      const text = localStorage.getItem(key) ?? "";
      keepDraft(to, room, there ? `${there}\n${text}` : text);
      localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}

/** Forgets all drafts of a member. */
export function forgetDrafts(author: Author): void {
  unkept.clear();
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(start(author))) localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}
