/**
 * Who may do what in a class (A1, A5, S-8, S-9), as tables. A route, a page, a document or a command that stands in none
 * of them fails the test that reads them.
 */

/** Everybody who may try, in the order in which they do: those who may do nothing first. */
export const columns = [
  /** No cookie. */
  "nobody",
  /** A teacher with nothing here. */
  "stranger",
  /** Invited to observe, and not come yet. */
  "invited",
  /** An observer whom the teacher has sent away. */
  "sent away",
  /** A moderator whose seat was taken back. */
  "taken back",
  /** A student who was removed. */
  "removed",
  "student",
  "observer",
  "moderator",
  "owner",
] as const;

/** Somebody who tries. */
export type Column = typeof columns[number];

/** A cell for each column; `yes`: the request is heard. */
type Row = readonly [cells: Readonly<Record<Column, string>>];

/** What is heard where a request takes at least …; the last are all who may. */
const levels = {
  owner: row("moderator: 403 not-allowed", "owner: yes"),
  teacher: row("moderator: yes", "owner: yes"),
  staff: row("observer: yes", "moderator: yes", "owner: yes"),
  // Who takes part, and not who looks on.
  class: row("student: yes", "moderator: yes", "owner: yes"),
} as const;

/** How much a request takes. */
export type Level = keyof typeof levels;

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

/** What somebody hears who asks for what takes this much. */
export function heard(level: Level, column: Column): string {
  return levels[level][0][column];
}

/** Requests under `/api/sessions/[s]`: who may. */
export const routes: Record<string, string> = {
  "": "GET staff, PATCH teacher, DELETE owner",
  "assistant": "GET staff",
  "breakouts": "GET staff, PATCH teacher",
  "breakouts/bring-back": "POST teacher",
  "breakouts/broadcast": "POST teacher",
  "breakouts/distribute": "POST teacher",
  "breakouts/extend": "POST teacher",
  "breakouts/groups": "POST teacher",
  "breakouts/moves": "POST teacher",
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
  // Their own is everybody's who looks on: a test of its own.
  "observers/[teacher]": "DELETE teacher",
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

/** Pages under `/teacher/(desk)/sessions/[session]`, as those of {@link routes}; who is no teacher is to sign in. */
export const pages: Record<string, string> = {
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
 * What each document is to somebody while the class runs and conversations are collected: read, or theirs to write in, too;
 * a column not named: 404.
 */
export const documents: Record<string, string> = {
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
  "page/[group's]": "student moderator owner: own, observer: read",
  "page/[other's]": "moderator owner: own, observer: read",
  "drawing/[student's board]": "student observer moderator owner: read",
  "drawing/[classmate's board]": "observer moderator owner: read",
  "shown/[copy of the classmate's]": "student observer moderator owner: read",
  "page/[before the class]": "student observer: read, moderator owner: own",
};

/**
 * What comes of each command, by whom: done, or refused as what. Moderators are as the owner. Who looks on has no outbox
 * that anybody reads.
 */
export const commands: Record<string, { student: string; teacher: string }> = {
  say: { student: "done", teacher: "done" },
  react: { student: "done", teacher: "done" },
  edit: { student: "done", teacher: "done" },
  retract: { student: "done", teacher: "done" },
  ask: { student: "done", teacher: "done" },
  retry: { student: "done", teacher: "done" },
  stop: { student: "done", teacher: "done" },
  share: { student: "done", teacher: "done" },
  submit: { student: "done", teacher: "not-allowed" },
  help: { student: "done", teacher: "not-allowed" },
  "choose-room": { student: "done", teacher: "not-allowed" },
  "bring-back": { student: "done", teacher: "done" },
  answer: { student: "done", teacher: "not-allowed" },
  wish: { student: "done", teacher: "not-allowed" },
  vote: { student: "done", teacher: "not-allowed" },
  draw: { student: "done", teacher: "not-allowed" },
  rub: { student: "done", teacher: "not-allowed" },
};

/** Takes a row of requests apart. */
export function requestsOf(cells: string): { method: string; level: Level }[] {
  return cells.split(", ").map((it) => {
    const [method, level] = it.split(" ");
    return { method, level: level as Level };
  });
}

/** Who had before what these have now. */
const former: Partial<Record<Column, [now: Column, but: RegExp, why: string]>> =
  {
    removed: ["student", /\[(?!before)/, "removed"],
    "sent away": ["observer", /^member/, "not-allowed"],
    "taken back": ["moderator", /^member/, "not-allowed"],
  };

/** What a document is to somebody, by its row: what was theirs is taken away, what never was is not there. */
export function cellOf(row: string, cells: string, column: Column): string {
  const all = cells.split(", ").map((it) => it.split(": "));
  const of = (one: Column) => all.find(([who]) => who.split(" ").includes(one));
  const has = (one: Column) => of(one) !== undefined;
  const own = of(column);
  if (own) return own[1];
  if (column === "nobody") return "401";
  const [now, but, why] = former[column] ?? [];
  const was = now && has(now) && !but!.test(row);
  return was ? `4403 ${why}` : "4404 not-found";
}
