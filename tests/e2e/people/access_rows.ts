/**
 * Access tables of a class (ACCESS-1, ACCESS-5, S-8, S-9). The test fails for a route or page without a row.
 */

/** All visitors in test order, those without access first. */
export const accessColumns = [
  "nobody",
  /** A teacher with no role here. */
  "stranger",
  /** Invited to observe, not yet arrived. */
  "invited",
  /** A removed observer. */
  "sent away",
  /** A former moderator. */
  "taken back",
  /** A removed student. */
  "removed",
  "student",
  "observer",
  "moderator",
  "owner",
] as const;

export type AccessColumn = typeof accessColumns[number];

/** A cell per column; `yes`: the request is admitted. */
type Row = readonly [cells: Readonly<Record<AccessColumn, string>>];

/** Answers by the least role that a request needs; each level admits the later ones. */
const levels = {
  owner: row("moderator: 403 not-allowed", "owner: yes"),
  teacher: row("moderator: yes", "owner: yes"),
  staff: row("observer: yes", "moderator: yes", "owner: yes"),
  // Participants without observers.
  class: row("student: yes", "moderator: yes", "owner: yes"),
} as const;

/** Minimum role that a request needs. */
type Level = keyof typeof levels;

function row(...more: string[]): Row {
  const usual = {
    nobody: "401 not-signed-in",
    stranger: "404 not-found",
    invited: "404 not-found",
    "sent away": "403 not-allowed",
    "taken back": "403 not-allowed",
    removed: "403 removed",
    student: "403 not-allowed",
    observer: "403 not-allowed",
    moderator: "403 not-allowed",
    owner: "403 not-allowed",
  };
  const own = more.map((it) => it.split(": "));
  return [{ ...usual, ...Object.fromEntries(own) }];
}

export function expectedAnswer(level: Level, column: AccessColumn): string {
  return levels[level][0][column];
}

/** Requests under `/api/sessions/[s]`, with their levels. */
export const routeLevels: Record<string, string> = {
  "": "GET staff, PATCH teacher, DELETE owner",
  "assistant": "GET staff",
  "breakouts": "GET staff, PATCH teacher",
  "breakouts/bring-back": "POST teacher",
  "breakouts/broadcast": "POST teacher",
  "breakouts/distribute": "POST teacher",
  "breakouts/extend": "POST teacher",
  "breakouts/groups": "POST teacher",
  "breakouts/moves": "POST teacher",
  "breakouts/present": "PATCH teacher",
  "breakouts/rooms": "GET staff, POST teacher, DELETE teacher",
  "breakouts/rooms/[r]": "PATCH teacher, DELETE teacher",
  "breakouts/start": "POST teacher",
  "breakouts/stop": "POST teacher",
  "breakouts/timer": "POST teacher, DELETE teacher",
  "breakouts/undo": "POST teacher",
  "call": "GET class, POST teacher, PATCH teacher, DELETE teacher",
  "call/members/[m]": "DELETE teacher",
  "call/members/[m]/mute": "POST teacher",
  "call/members/[m]/undo": "POST teacher",
  "call/members/[m]/unmute": "POST teacher",
  "call/mute": "POST teacher",
  "class-list": "GET staff, PUT teacher",
  "end": "POST teacher",
  "end/undo": "POST teacher",
  "exit-ticket": "GET staff, PUT teacher, DELETE teacher",
  "export": "GET teacher",
  "extend": "POST teacher",
  "held/[id]": "POST teacher",
  "help/[m]": "DELETE teacher",
  "help/[m]/undo": "POST teacher",
  "history": "GET teacher",
  "invitations": "GET owner, PUT owner, DELETE owner",
  "members": "GET staff",
  "members/[m]": "PATCH teacher, DELETE teacher",
  "members/[m]/allow": "POST teacher",
  "members/[m]/erase": "POST owner",
  "members/[m]/this-is": "POST teacher",
  "members/[m]/this-is/undo": "POST teacher",
  "members/[m]/messages": "DELETE teacher",
  "members/[m]/messages/undo": "POST teacher",
  "members/[m]/signals": "DELETE teacher",
  "members/remove": "POST teacher",
  "moderators": "GET owner, PUT owner, DELETE owner",
  // Observers may delete their own seat: a separate test.
  "observers/[teacher]": "DELETE teacher",
  "notes/[m]": "POST teacher",
  "notes/[m]/settle": "POST teacher",
  "pages": "POST class",
  "pages/bring-back": "POST teacher",
  "pages/pictures": "POST class",
  "pages/put-back": "POST teacher",
  "pages/take-out": "POST teacher",
  "pages/versions": "GET staff",
  "pick": "POST teacher, PATCH teacher",
  "resources": "GET staff, POST teacher",
  "resources/[id]": "GET staff, PATCH teacher, DELETE teacher",
  "resources/[id]/show": "POST teacher, PATCH teacher, DELETE teacher",
  "resources/[id]/give": "POST teacher",
  "resources/[id]/undo": "POST teacher",
  "resources/[id]/vote": "POST class",
  "resources/[id]/wishes/[wish]": "PATCH teacher",
  "resources/[id]/wishes/[wish]/post": "POST teacher",
  "rooms/[room]/messages/[id]": "DELETE teacher",
  "rooms/[room]/messages/[id]/undo": "POST teacher",
  "rooms/[room]/pins/[id]": "PUT teacher, DELETE teacher",
  "start": "POST teacher",
  "submissions/[id]": "PATCH teacher",
  "taken/[key]": "PUT teacher, DELETE teacher",
  "waiting": "POST teacher",
  "waiting/[id]": "POST teacher",
};

/** Pages under `/teacher/(desk)/sessions/[session]`, as in {@link routeLevels}; others are sent to sign in. */
export const pageLevels: Record<string, string> = {
  "": "GET staff, POST teacher",
  "class.ics": "GET teacher",
  "delete": "GET owner, POST owner",
  "edit": "GET teacher, POST teacher",
  "erase/[m]": "GET owner, POST owner",
  "history": "GET teacher",
  "present": "GET teacher",
  "shared/[resource]": "GET teacher",
  "submissions": "GET teacher",
};

/**
 * Access to each document while the class runs and conversations are collected: read, or own (writable). Missing
 * columns: 404.
 */
export const documentAccess: Record<string, string> = {
  "session": "student observer moderator owner: read",
  "room/main": "student observer moderator owner: read",
  "room/[theirs]": "student observer moderator owner: read",
  "room/[other]": "observer moderator owner: read",
  "member/[student]": "student: own",
  "member/[observer]": "observer: read",
  "member/[moderator]": "moderator: own",
  "member/[owner]": "owner: own",
  "member/[classmate]": "",
  "staff": "observer moderator owner: read",
  "conversation/[student's]": "student observer moderator owner: read",
  "conversation/[classmate's]": "observer moderator owner: read",
  "conversation/[moderator's]": "observer moderator owner: read",
  "note/[student]": "student observer moderator owner: read",
  "note/[classmate]": "observer moderator owner: read",
  "note/[moderator]": "",
  "page/[group's]": "student moderator owner: own, observer: read",
  "page/[other's]": "moderator owner: own, observer: read",
  "drawing/[student's board]": "student observer moderator owner: read",
  "drawing/[classmate's board]": "observer moderator owner: read",
  "shown/[copy of the classmate's]": "student observer moderator owner: read",
  "page/[before the class]": "student observer: read, moderator owner: own",
};

export function parseRequests(
  cells: string,
): { method: string; level: Level }[] {
  return cells.split(", ").map((it) => {
    const [method, level] = it.split(" ");
    return { method, level: level as Level };
  });
}

/** Former roles: what they lost, and why. */
const former: Partial<
  Record<AccessColumn, [now: AccessColumn, but: RegExp, why: string]>
> = {
  removed: ["student", /\[(?!before)/, "removed"],
  "sent away": ["observer", /^member/, "not-allowed"],
  "taken back": ["moderator", /^member/, "not-allowed"],
};

/** A column's access to a document; lost access gives its reason, access never had gives 404. */
export function expectedAccess(
  row: string,
  cells: string,
  column: AccessColumn,
): string {
  const all = cells.split(", ").map((it) => it.split(": "));
  const of = (one: AccessColumn) =>
    all.find(([who]) => who.split(" ").includes(one));
  const has = (one: AccessColumn) => of(one) !== undefined;
  const own = of(column);
  if (own) return own[1];
  if (column === "nobody") return "401";
  const [now, but, why] = former[column] ?? [];
  const was = now && has(now) && !but!.test(row);
  return was ? `4403 ${why}` : "4404 not-found";
}
