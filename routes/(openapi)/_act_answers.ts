/** The effect and the answers of each act, for the API's description; the compiler compares it with the act. */
import { z } from "zod";
import type { ActName, ActResult } from "../../classroom/acts.ts";
import type { RouteAnswer } from "./_route_answers.ts";
import * as shape from "./_shapes.ts";

interface ActAnswer extends Pick<RouteAnswer, "says" | "details"> {
  /** Null: the answer is empty. */
  readonly json: z.ZodType | null;
}

function answers<S extends z.ZodType | null>(
  says: string,
  json: S,
  details?: string,
) {
  return { says, json, details };
}

type Writable<T> = T extends readonly unknown[] | object
  ? { -readonly [K in keyof T]: Writable<T[K]> }
  : T;

/** Whether an act's result may be what the schema says; a broad result may be described more precisely. */
type Fits<Result, Json> = Json extends z.ZodType
  ? [Writable<Result>] extends [z.output<Json>] ? unknown
  : [z.output<Json>] extends [Result] ? unknown
  : { result: Result }
  : [Result] extends [void] ? unknown
  : { result: Result };

function compared<
  T extends { readonly [At in ActName]: ActAnswer },
>(
  answersByAct: T & { [At in ActName]: Fits<ActResult<At>, T[At]["json"]> },
): T {
  return answersByAct;
}

const session = z.object({ session: shape.session });
const member = z.object({ member: shape.member });
const breakouts = z.object({ breakouts: shape.breakouts });
const moved = z.object({ moved: z.array(shape.movedMember) });
const call = z.object({ call: shape.call });
const resource = z.object({ resource: shape.resource });
const wish = z.object({ wish: shape.wallQuestion });
const names = z.object({ names: z.array(shape.classListEntry) });
const beforeAnswer = z.object({
  before: shape.milliseconds.describe(
    "the time at which it is kept as it was now, to put it back again",
  ),
});
const opened = {
  forAnybody: z.boolean(),
  mailed: z.boolean().describe("invitations are sent by mail"),
};

export const actAnswers = compared({
  "GET /": answers("The session.", session),
  "PATCH /": answers(
    "Changes the session; name, times and how students come in only while it is scheduled.",
    session,
  ),
  "POST /start": answers("Starts the session.", session),
  "POST /end": answers(
    "Ends the session: `ending` for 10 s, or ended at once with `now`.",
    session,
  ),
  "POST /end/undo": answers("Undoes the end.", session),
  "POST /extend": answers(
    "Extends the session.",
    session,
    "Over 24 h in total: `conflict`.",
  ),
  "DELETE /": answers("Deletes the session, and nothing of it is left.", null),

  "GET /members": answers(
    "The members.",
    z.object({ members: z.array(shape.member) }),
  ),
  "PATCH /members/:m": answers(
    "Renames or mutes a member.",
    member,
    "409 `name-taken`.",
  ),
  "DELETE /members/:m": answers("Removes a member.", null),
  "POST /members/:m/allow": answers(
    "Lets a removed member back in, and into their group if it has room.",
    member,
  ),
  "POST /members/:m/this-is": answers(
    "Says that the member is another student, who gets its devices.",
    member,
  ),
  "POST /members/:m/this-is/undo": answers(
    "Makes it a student of its own again, or a device that came by a name.",
    member,
  ),
  "POST /members/remove": answers(
    "Removes all who joined since a time, and deletes their messages if asked.",
    z.object({ members: z.array(shape.member), deleted: z.int() }),
  ),
  "POST /members/:m/erase": answers("Deletes all data of a student.", null),
  "DELETE /members/:m/messages": answers(
    "Deletes a student's messages.",
    z.object({ deleted: z.int() }),
  ),
  "POST /members/:m/messages/undo": answers(
    "Restores them.",
    z.object({ restored: z.int() }),
  ),
  "DELETE /members/:m/signals": answers(
    "Says that worrying words are dealt with.",
    null,
  ),
  "POST /notes/:m": answers(
    "Answers in a student's thread, or begins it if the student's words were worrying.",
    null,
    "The same `id` counts once. It takes the signal `note-<m>` or `words-<m>` if nobody has.",
  ),
  "POST /notes/:m/settle": answers(
    "Says that the notes are dealt with; the student's next one calls again.",
    null,
  ),
  "GET /class-list": answers("The class list.", names),
  "PUT /class-list": answers("Replaces the class list.", names),
  "POST /waiting": answers(
    "Lets in or refuses everyone who is new.",
    z.object({ decided: z.int(), waiting: z.int() }),
  ),
  "POST /waiting/:id": answers(
    "Decides on one who waits, also an observer; or, by its member's id, on a device that came by a name alone.",
    null,
    'After `make-new` the name is "Amy (2)".',
  ),
  "GET /invitations": answers(
    "Who may look on.",
    z.object({ invitations: z.array(shape.invitation), ...opened }),
  ),
  "PUT /invitations": answers("Lets a teacher look on.", null),
  "DELETE /invitations": answers("Takes an invitation back.", null),
  "GET /moderators": answers(
    "Who may help.",
    z.object({ moderators: z.array(shape.invitation), ...opened }),
  ),
  "PUT /moderators": answers("Lets a teacher help.", null),
  "DELETE /moderators": answers("Takes that back.", null),
  "DELETE /observers/:teacher": answers(
    "Ends an observer's seat; an observer ends only their own.",
    null,
  ),
  "PUT /taken/:key": answers(
    "Says that the asker takes care of a signal.",
    z.object({
      taken: z.object({
        by: shape.id,
        name: z.string(),
        at: shape.time,
      }),
    }),
    "`:key` is `note-<m>`, `hand-<m>`, `door-<id>` or `words-<m>`.",
  ),
  "DELETE /taken/:key": answers("Takes that back.", null),

  "GET /breakouts": answers(
    "The settings of the groups, and the groups.",
    z.object({ breakouts: shape.breakouts, rooms: z.array(shape.room) }),
  ),
  "PATCH /breakouts": answers(
    "Changes the settings; `minutes` begins the countdown while groups are open.",
    breakouts,
  ),
  "POST /breakouts/start": answers("Opens the groups.", breakouts),
  "POST /breakouts/stop": answers(
    "Closes the groups, after `grace` seconds.",
    breakouts,
  ),
  "POST /breakouts/timer": answers(
    "Begins a countdown of the class, with groups or without.",
    breakouts,
    "At zero, open groups close if `stopAtZero`.",
  ),
  "DELETE /breakouts/timer": answers(
    "Ends the countdown; the rooms stay open.",
    breakouts,
  ),
  "POST /breakouts/extend": answers("Extends the countdown.", breakouts),
  "GET /breakouts/rooms": answers(
    "The groups.",
    z.object({ rooms: z.array(shape.room) }),
  ),
  "POST /breakouts/rooms": answers(
    "Makes groups, by `names` or by a `count`.",
    z.object({ rooms: z.array(shape.room) }),
    "`auto-breakouts` while they are automatic.",
  ),
  "DELETE /breakouts/rooms": answers(
    "Closes and archives all groups; everyone is back in the main room.",
    null,
  ),
  "PATCH /breakouts/rooms/:r": answers(
    "Changes a group.",
    z.object({ room: shape.room }),
  ),
  "DELETE /breakouts/rooms/:r": answers("Archives a group.", null),
  "POST /breakouts/moves": answers(
    "Moves students, all or none; may overfill a group.",
    moved,
  ),
  "POST /breakouts/distribute": answers(
    "Distributes the students.",
    moved,
    "With `onlineOnly` the others stay where they are and do not count.",
  ),
  "POST /breakouts/groups": answers(
    "Makes groups of so many students, fills and opens them.",
    moved,
    "Earlier groups are archived, until Undo. An odd one out of pairs is a third. `conflict` where groups are open, or there are no students.",
  ),
  "POST /breakouts/undo": answers(
    "Undoes the last move or distribution, once.",
    moved,
  ),
  "PATCH /breakouts/present": answers(
    "Shows who is in which group on **Present**, with names, or no more.",
    null,
    "They stay until something newer is shown or the groups close. `open-rooms-first` while groups are closed.",
  ),
  "POST /breakouts/broadcast": answers(
    "Writes to all groups, or to some.",
    z.object({
      broadcast: z.object({
        id: z.string(),
        text: z.string(),
        rooms: z.array(shape.id),
      }),
    }),
  ),
  "POST /breakouts/bring-back": answers(
    "Posts marked messages in the main room.",
    z.object({ messages: shape.messages }),
  ),
  "DELETE /help/:m": answers("Lowers a hand.", null),
  "POST /help/:m/undo": answers("Raises it again.", null),

  "GET /call": answers(
    "The calls, or with `room` how to be in that room's call.",
    z.union([
      z.object({ call: shape.call, way: z.enum(["mesh", "livekit"]) }),
      shape.callTransport,
    ]),
  ),
  "POST /call": answers("Starts calls.", call),
  "PATCH /call": answers("Changes what students may turn on.", call),
  "DELETE /call": answers("Ends calls; without `rooms` all.", call),
  "POST /call/mute": answers("Mutes everybody but staff.", null),
  "DELETE /call/members/:m": answers("Takes a member out of the call.", null),
  "POST /call/members/:m/undo": answers("Lets them in again.", null),
  "POST /call/members/:m/mute": answers(
    "Mutes a member, who can unmute themselves, as after **Mute all**.",
    null,
  ),
  "POST /call/members/:m/unmute": answers("Asks a member to unmute.", null),
  "POST /held/:id": answers(
    "Decides on a held message: 404 once allowed, 409 once rejected.",
    null,
  ),
  "DELETE /rooms/:room/messages/:id": answers("Deletes a message.", null),
  "POST /rooms/:room/messages/:id/undo": answers(
    "Restores it, within 30 s.",
    null,
    "Later, or where somebody in it was erased: `conflict`.",
  ),
  "PUT /rooms/:room/pins/:id": answers(
    "Pins a message.",
    z.object({
      pin: z.object({
        message: z.string(),
        by: shape.id,
        at: shape.time,
      }),
    }),
  ),
  "DELETE /rooms/:room/pins/:id": answers("Unpins it.", null),
  "GET /assistant": answers(
    "How much the class has used the assistant.",
    z.object({
      assistant: z.object({
        requests: z.int(),
        tokens: z.number(),
        limits: z.object({ perMinute: z.number(), tokens: z.number() }),
        most: z.object({ perMinute: z.number(), tokens: z.number() }),
      }),
    }),
  ),
  "PATCH /submissions/:id": answers(
    "Marks a submission.",
    z.object({ submission: shape.submission }),
  ),

  "GET /resources": answers(
    "What is shared with the class, as students have it.",
    z.object({ resources: z.array(shape.resource) }),
  ),
  "POST /resources": answers(
    "Shares a template, a quiz, a poll, a question wall, pages or drawing boards, with the class or with `rooms`.",
    resource,
  ),
  "GET /resources/:id": answers(
    "One of them, with its answers.",
    shape.resourceView,
  ),
  "PATCH /resources/:id": answers("Changes it.", shape.resourceView),
  "DELETE /resources/:id": answers("Takes it back.", null),
  "POST /resources/:id/undo": answers("Shares it again.", resource),
  "PATCH /resources/:id/wishes/:wish": answers(
    "Changes a question on a wall.",
    wish,
  ),
  "POST /resources/:id/wishes/:wish/post": answers(
    "Posts it to the main room, once.",
    wish,
  ),
  "POST /resources/:id/vote": answers(
    "A student's vote on an anonymous poll, counted at once and stored apart from who gave it.",
    null,
    "It is no command, so it waits nowhere without a network. Once each: sent again it is `already-answered`, which after a lost reply says that it counts. `poll-closed`, `ended`; `not-allowed` on a device that came by a name alone, until a teacher says that it is that student. Any two counts that are published are equal or at least five votes apart, since a difference of one vote would reveal it. So an open poll shows its bars five at a time and holds back the last five to nine votes; **Show results** and the end of the class, after which nobody can vote, show all of them if there are five. Everybody present having voted does not: someone may still join and vote, as in a closed poll, which can be opened again. In a class of fewer than ten the teacher's page therefore proposes a poll with names.",
  ),
  "POST /resources/:id/show": answers(
    "Shows the class copies of drawing boards, in the place of those before.",
    resource,
  ),
  "PATCH /resources/:id/show": answers(
    "Says whose the shown boards are, or no more; they stay as they were shown.",
    resource,
  ),
  "DELETE /resources/:id/show": answers("Takes them back.", resource),
  "POST /resources/:id/give": answers(
    "Gives the class what was staff's alone.",
    resource,
  ),
  "POST /pages": answers(
    "The id of the asker's page, made at the first request.",
    z.object({ page: shape.id }),
  ),
  "POST /pages/pictures": answers(
    "Puts an uploaded picture into a page.",
    z.object({
      picture: z.object({
        width: z.number().optional(),
        height: z.number().optional(),
      }),
    }),
    "From then on it is read by whoever may read that page, however often it begins anew, or a copy of it that the server makes, while the text names it; one that was deleted is read by staff and its uploader alone, until that is undone or the page put back. Naming another file in the page's text lets nobody read it. `page-locked`, `pictures-full`.",
  ),
  "GET /pages/versions": answers(
    "The times to which a page can be put back, the newest first.",
    z.object({
      versions: z.array(z.object({
        at: shape.milliseconds,
        wrote: z.int().describe("how many had written what stood in it"),
        words: z.int().describe("how many words that was"),
        newLine: z.string().optional().describe(
          "the last line that did not stand there the time before",
        ),
      })),
    }),
  ),
  "POST /pages/put-back": answers(
    "Begins the page anew, in another document, as it was at that time.",
    beforeAnswer,
  ),
  "POST /pages/take-out": answers(
    "Begins the page anew without what a member wrote.",
    beforeAnswer,
  ),
  "POST /pages/bring-back": answers(
    "Puts a page before the class, to read, or on **Present**.",
    z.object({ resource: shape.resource.nullable() }),
    "A student's page is copied; others are there as they grow, and on **Present** alone `resource` is null. Deleting that resource takes it back.",
  ),
  "POST /pick": answers(
    "Picks a student or a group.",
    z.object({
      picked: z.union([
        z.object({ member: shape.id, name: z.string() }),
        z.object({ room: shape.id, name: z.string() }),
      ]),
    }),
  ),
  "PATCH /pick": answers(
    "Says whose name is on **Present**; null: nobody's.",
    null,
  ),
  "GET /exit-ticket": answers(
    "The exit ticket; null: there is none.",
    z.object({ ticket: shape.exitTicket.nullable() }),
  ),
  "PUT /exit-ticket": answers(
    "Prepares it.",
    z.object({ ticket: shape.exitTicket }),
  ),
  "DELETE /exit-ticket": answers("Removes it.", null),
});
