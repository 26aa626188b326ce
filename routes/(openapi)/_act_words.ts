/** The effect of each act in words, for the API's description; its result is declared with the act. */
import type { ActName } from "../../classroom/acts.ts";
import type { Words } from "./_words.ts";

export const actWords: Readonly<Record<ActName, Words>> = {
  "GET /": { says: "The session." },
  "PATCH /": {
    says:
      "Changes the session; name, times and how students come in only while it is scheduled.",
  },
  "POST /start": { says: "Starts the session." },
  "POST /end": {
    says: "Ends the session: `ending` for 10 s, or ended at once with `now`.",
  },
  "POST /end/undo": { says: "Undoes the end." },
  "POST /extend": {
    says: "Extends the session.",
    details: "Over 24 h in total: `conflict`.",
  },
  "DELETE /": { says: "Deletes the session, and nothing of it is left." },

  "GET /members": { says: "The members." },
  "PATCH /members/:m": {
    says: "Renames or mutes a member.",
    details: "409 `name-taken`.",
  },
  "DELETE /members/:m": { says: "Removes a member." },
  "POST /members/:m/allow": {
    says: "Lets a removed member back in, and into their group if it has room.",
  },
  "POST /members/:m/this-is": {
    says: "Says that the member is another student, who gets its devices.",
  },
  "POST /members/:m/this-is/undo": {
    says:
      "Makes it a student of its own again, or a device that came by a name.",
  },
  "POST /members/remove": {
    says:
      "Removes all who joined since a time, and deletes their messages if asked.",
  },
  "POST /members/:m/erase": { says: "Deletes all data of a student." },
  "DELETE /members/:m/messages": { says: "Deletes a student's messages." },
  "POST /members/:m/messages/undo": { says: "Restores them." },
  "DELETE /members/:m/signals": {
    says: "Says that worrying words are dealt with.",
  },
  "POST /notes/:m": {
    says:
      "Answers in a student's thread, or begins it if the student's words were worrying.",
    details:
      "The same `id` counts once. It takes the signal `note-<m>` or `words-<m>` if nobody has.",
  },
  "POST /notes/:m/settle": {
    says:
      "Says that the notes are dealt with; the student's next one calls again.",
  },
  "GET /class-list": { says: "The class list." },
  "PUT /class-list": { says: "Replaces the class list." },
  "POST /waiting": { says: "Lets in or refuses everyone who is new." },
  "POST /waiting/:id": {
    says:
      "Decides on one who waits, also an observer; or, by its member's id, on a device that came by a name alone.",
    details: 'After `make-new` the name is "Amy (2)".',
  },
  "GET /invitations": { says: "Who may look on." },
  "PUT /invitations": { says: "Lets a teacher look on." },
  "DELETE /invitations": { says: "Takes an invitation back." },
  "GET /moderators": { says: "Who may help." },
  "PUT /moderators": { says: "Lets a teacher help." },
  "DELETE /moderators": { says: "Takes that back." },
  "DELETE /observers/:teacher": {
    says: "Ends an observer's seat; an observer ends only their own.",
  },
  "PUT /taken/:key": {
    says: "Says that the asker takes care of a signal.",
    details: "`:key` is `note-<m>`, `hand-<m>`, `door-<id>` or `words-<m>`.",
  },
  "DELETE /taken/:key": { says: "Takes that back." },

  "GET /breakouts": { says: "The settings of the groups, and the groups." },
  "PATCH /breakouts": {
    says:
      "Changes the settings; `minutes` begins the countdown while groups are open.",
  },
  "POST /breakouts/start": { says: "Opens the groups." },
  "POST /breakouts/stop": { says: "Closes the groups, after `grace` seconds." },
  "POST /breakouts/timer": {
    says: "Begins a countdown of the class, with groups or without.",
    details: "At zero, open groups close if `stopAtZero`.",
  },
  "DELETE /breakouts/timer": {
    says: "Ends the countdown; the rooms stay open.",
  },
  "POST /breakouts/extend": { says: "Extends the countdown." },
  "GET /breakouts/rooms": { says: "The groups." },
  "POST /breakouts/rooms": {
    says: "Makes groups, by `names` or by a `count`.",
    details: "`auto-breakouts` while they are automatic.",
  },
  "DELETE /breakouts/rooms": {
    says: "Closes and archives all groups; everyone is back in the main room.",
  },
  "PATCH /breakouts/rooms/:r": { says: "Changes a group." },
  "DELETE /breakouts/rooms/:r": { says: "Archives a group." },
  "POST /breakouts/moves": {
    says: "Moves students, all or none; may overfill a group.",
  },
  "POST /breakouts/distribute": {
    says: "Distributes the students.",
    details:
      "With `onlineOnly` the others stay where they are and do not count.",
  },
  "POST /breakouts/groups": {
    says: "Makes groups of so many students, fills and opens them.",
    details:
      "Earlier groups are archived, until Undo. An odd one out of pairs is a third. `conflict` where groups are open, or there are no students.",
  },
  "POST /breakouts/undo": {
    says: "Undoes the last move or distribution, once.",
  },
  "PATCH /breakouts/present": {
    says: "Shows who is in which group on **Present**, with names, or no more.",
    details:
      "They stay until something newer is shown or the groups close. `open-rooms-first` while groups are closed.",
  },
  "POST /breakouts/broadcast": { says: "Writes to all groups, or to some." },
  "POST /breakouts/bring-back": {
    says: "Posts marked messages in the main room.",
  },
  "DELETE /help/:m": { says: "Lowers a hand." },
  "POST /help/:m/undo": { says: "Raises it again." },

  "GET /call": {
    says: "The calls, or with `room` how to be in that room's call.",
  },
  "POST /call": { says: "Starts calls." },
  "PATCH /call": { says: "Changes what students may turn on." },
  "DELETE /call": { says: "Ends calls; without `rooms` all." },
  "POST /call/mute": { says: "Mutes everybody but staff." },
  "DELETE /call/members/:m": { says: "Takes a member out of the call." },
  "POST /call/members/:m/undo": { says: "Lets them in again." },
  "POST /call/members/:m/mute": {
    says: "Mutes a member, who can unmute themselves, as after **Mute all**.",
  },
  "POST /call/members/:m/unmute": { says: "Asks a member to unmute." },
  "POST /held/:id": {
    says: "Decides on a held message: 404 once allowed, 409 once rejected.",
  },
  "DELETE /rooms/:room/messages/:id": { says: "Deletes a message." },
  "POST /rooms/:room/messages/:id/undo": {
    says: "Restores it, within 30 s.",
    details: "Later, or where somebody in it was erased: `conflict`.",
  },
  "PUT /rooms/:room/pins/:id": { says: "Pins a message." },
  "DELETE /rooms/:room/pins/:id": { says: "Unpins it." },
  "GET /assistant": { says: "How much the class has used the assistant." },
  "PATCH /submissions/:id": { says: "Marks a submission." },

  "GET /resources": {
    says: "What is shared with the class, as students have it.",
  },
  "POST /resources": {
    says:
      "Shares a template, a quiz, a poll, a question wall, pages or drawing boards, with the class or with `rooms`.",
  },
  "GET /resources/:id": { says: "One of them, with its answers." },
  "PATCH /resources/:id": { says: "Changes it." },
  "DELETE /resources/:id": { says: "Takes it back." },
  "POST /resources/:id/undo": { says: "Shares it again." },
  "PATCH /resources/:id/wishes/:wish": {
    says: "Changes a question on a wall.",
  },
  "POST /resources/:id/wishes/:wish/post": {
    says: "Posts it to the main room, once.",
  },
  "POST /resources/:id/vote": {
    says:
      "A student's vote on an anonymous poll, counted at once and stored apart from who gave it.",
    details:
      "It is no command, so it waits nowhere without a network. Once each: sent again it is `already-answered`, which after a lost reply says that it counts. `poll-closed`, `ended`; `not-allowed` on a device that came by a name alone, until a teacher says that it is that student. Any two counts that are published are equal or at least five votes apart, since a difference of one vote would reveal it. So an open poll shows its bars five at a time and holds back the last five to nine votes; **Show results** and the end of the class, after which nobody can vote, show all of them if there are five. Everybody present having voted does not: someone may still join and vote, as in a closed poll, which can be opened again. In a class of fewer than ten the teacher's page therefore proposes a poll with names.",
  },
  "POST /resources/:id/show": {
    says:
      "Shows the class copies of drawing boards, in the place of those before.",
  },
  "PATCH /resources/:id/show": {
    says:
      "Says whose the shown boards are, or no more; they stay as they were shown.",
  },
  "DELETE /resources/:id/show": { says: "Takes them back." },
  "POST /resources/:id/give": {
    says: "Gives the class what was staff's alone.",
  },
  "POST /pages": {
    says: "The id of the asker's page, made at the first request.",
  },
  "POST /pages/pictures": {
    says: "Puts an uploaded picture into a page.",
    details:
      "From then on it is read by whoever may read that page, however often it begins anew, or a copy of it that the server makes, while the text names it; one that was deleted is read by staff and its uploader alone, until that is undone or the page put back. Naming another file in the page's text lets nobody read it. `page-locked`, `pictures-full`.",
  },
  "GET /pages/versions": {
    says: "The times to which a page can be put back, the newest first.",
  },
  "POST /pages/put-back": {
    says: "Begins the page anew, in another document, as it was at that time.",
  },
  "POST /pages/take-out": {
    says: "Begins the page anew without what a member wrote.",
  },
  "POST /pages/bring-back": {
    says: "Puts a page before the class, to read, or on **Present**.",
    details:
      "A student's page is copied; others are there as they grow, and on **Present** alone `resource` is null. Deleting that resource takes it back.",
  },
  "POST /pick": { says: "Picks a student or a group." },
  "PATCH /pick": { says: "Says whose name is on **Present**; null: nobody's." },
  "GET /exit-ticket": { says: "The exit ticket; null: there is none." },
  "PUT /exit-ticket": { says: "Prepares it." },
  "DELETE /exit-ticket": { says: "Removes it." },
};
