/** What the server says when it refuses, or fails. */

/** What each refusal says where nothing more is known. */
export const refusals = {
  "malformed": "Something in this request is not as it should be.",
  "empty": "There is nothing in it.",
  "too-long": "This is too long.",
  "name-refused": "Please choose another name.",
  "not-signed-in": "Please sign in first.",
  "not-allowed": "You may not do this.",
  "removed": "The teacher has removed you from this class.",
  "muted": "The teacher has muted you.",
  "chat-paused": "The teacher has paused the chat.",
  "assistant-paused": "The teacher has paused the assistant.",
  "join-locked": "Nobody new can join this class at the moment.",
  "not-in-room": "You are not in this room any more.",
  "not-found": "There is nothing here.",
  "no-such-code": "There is no class with this code.",
  "ended": "This class is over.",
  "not-started": "This class has not started yet.",
  "room-full": "This room is full.",
  "rooms-closed": "The rooms are closed.",
  "auto-breakouts": "Groups are made automatically in this class.",
  "name-taken": "This name is taken already.",
  "active-session-exists": "Another class of yours is running.",
  "already-answered": "You have answered already.",
  "conflict": "This does not fit what has happened meanwhile.",
  "held": "This waits for the teacher.",
  "too-large": "This is too large.",
  "too-often": "Too many tries. Please wait a moment.",
  "storage-unavailable":
    "Nothing can be saved at the moment. Please try again soon.",
};

/** What answers say when something is wrong with a request, or with us. */
export const problems = {
  bug: "Something went wrong on our side.",
  bugWithId: (id: string) =>
    `Something went wrong on our side. It has been written down as ${id}; please try again.`,
  method: (allowed: readonly string[]) =>
    allowed.length === 0
      ? "This address does not take such a request. Look at its method."
      : `This address takes ${allowed.join(", ")} and no other method.`,
  notJson: "The body must be JSON.",
  notForm: "The body must be a form.",
  notJsonType: "The request needs the header Content-Type: application/json.",
  socketOnly: "This address is for WebSockets.",
  foreignOrigin:
    "The request comes from another site. Make it on a page of this one; a program leaves the header Origin out.",
  staffOnly: "Only teachers can do this.",
  as: "In the address, as is either teacher or member.",
  fileQuery: "The address of a file has no query but as.",
  /** `faults` are sentences of their own; all of them stand in the answer's `errors`. */
  fields: (faults: readonly { path: string; message: string }[]) =>
    [
      "Some fields are not as they should be.",
      ...faults.slice(0, 3).map(({ path, message }) =>
        path ? `${path}: ${message}` : message
      ),
    ].join(" "),
  bodyTooLarge:
    "The body of the request is larger than 256 KiB. Send less at once.",
  bodyTooSlow: "The body of the request did not come in time. Send it again.",
  host: "The header Host is no address.",
  encoding: "The address is wrongly encoded: a % needs two hex digits.",
};

/** What answers say of an upload whose request is not as the protocol has it. */
export const uploads = {
  session: "Upload-Metadata must name the session.",
  wrong: "This is not a request of the upload protocol, tus 1.0.0.",
  offset:
    "The upload has got to another place. Ask by HEAD where it stands, and go on from there.",
  posted: "The file has been posted.",
  takenOver: "Another request goes on with this upload.",
  size: (most: string) =>
    `This file is larger than ${most}, or larger than was announced.`,
  extension: "This extension of the upload protocol is not spoken here.",
};

/** The page that stands for a page that cannot be shown. */
export const errorPage = {
  notAllowed: {
    title: "You may not see this page",
    text: "It belongs to somebody else, or the request came from another site.",
  },
  notFound: {
    title: "There is no such page",
    text: "The address may have a slip in it, or what was here has gone.",
  },
  bug: {
    title: "Something went wrong on our side",
    text: "It has been written down. Please try again.",
  },
  notNow: {
    title: "Not now, please",
    text: "The server cannot answer at the moment. Please try again soon.",
  },
  other: {
    title: "This did not work",
    text: "Go back, and please try again.",
  },
  home: "To the first page",
  number: (id: string) => `If you tell somebody about it, give them ${id}.`,
};
