/** What the teacher has to keep a chat in order: the pause, blocked words, what waits for them. */

/** The sentences of it. */
export const moderation = {
  menu: "Chat settings",
  pause: "Pause chat",
  words: "Blocked words",
  wordsHint:
    "One a line. A student’s message with one of them waits for you before anybody sees it. Students do not see the list.",
  tooMany: (most: number) => `The list has at most ${most} words.`,
  tooLong: (word: string, most: number) =>
    `“${word}” has more than ${most} characters.`,
  save: "Save",
  saved: "Saved.",
  in: (name: string, room: string) => `${name}, ${room}`,
  edit: "a change",
  blocked: (words: string) => `Has: ${words}`,
  allow: "Allow",
  allowOf: (name: string) => `Allow the message of ${name}`,
  reject: "Reject",
  rejectOf: (name: string) => `Reject the message of ${name}`,
};
