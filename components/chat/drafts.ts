/** What is written and not sent yet, per member and room, kept on this device (C-3). */
/** Whose draft it is. */
interface Author {
  readonly session: string;
  readonly member: string;
}

const start = (session: string, member: string) =>
  `homeroom/draft/${session}/${member}/`;

/** The draft of a room. */
export function readDraft({ session, member }: Author, room: string): string {
  try {
    return localStorage.getItem(start(session, member) + room) ?? "";
  } catch {
    return "";
  }
}

/** Keeps the draft of a room, or forgets it where it is empty. */
export function keepDraft(author: Author, room: string, text: string): void {
  const key = start(author.session, author.member) + room;
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Full or forbidden: the words stay in the box.
  }
}

/** Forgets all drafts of a member. */
export function forgetDrafts({ session, member }: Author): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(start(session, member))) localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}
