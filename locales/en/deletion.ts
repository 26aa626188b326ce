/** Deleting: a session, a student’s data, an account. */

/** Deleting. */
export const deletion = {
  delete: "Delete session",
  deleteName: (name: string) => `Delete session ${name}`,
  deleteAsk: (name: string) => `Delete “${name}”?`,
  running: "This class is running. Everybody in it is out at once.",
  goes: (messages: number, students: number) =>
    `Everything goes, for everybody: ${
      count(messages, "message")
    } and their files, ${
      students === 1
        ? "what one student asked the assistant and handed in"
        : `what ${students} students asked the assistant and handed in`
    }, your marks and comments, who was in which group.`,
  forGood:
    "It is deleted at once and for good. Nobody can bring it back, except from a backup of the server that was made before.",
  exportFirst: "To keep a copy, export it first.",
  deleted: "The session is deleted. Nothing of it is left.",
  data: "Data",
  keptUntil: "Kept until",
  keptHint: "Then it is deleted by itself, with everything in it.",
  erase: "Erase data",
  eraseOne: "Erase data of one student",
  eraseName: (name: string) => `Erase data of ${name}`,
  eraseAsk: (name: string) => `Erase all data of ${name}?`,
  eraseGoes:
    "Their name, messages and files, their conversations with the assistant, what they handed in with your marks and comments, and when they were here.",
  eraseStays:
    "What others wrote stays in its place, also where it mentions them. Where they wrote something, it says that a message was deleted.",
  eraseOut:
    "If they are in the class now, they are out at once. With the code they can join again, as somebody new.",
  erased: "All data of this student are erased.",
  account: "Delete account",
  accountText:
    "Your account goes with all of your sessions: every message, file, conversation and mark in them. Students in a running class are out at once. It cannot be undone.",
  password: "Your password",
  accountDeleted:
    "Your account and all of its sessions are deleted. Nothing of them is left.",
};

function count(many: number, what: string): string {
  return many === 1 ? `one ${what}` : `${many} ${what}s`;
}
