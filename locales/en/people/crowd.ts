/** A crowd at the door of a class, as its teacher sees it. */

/** The sentences. */
export const crowd = {
  title: "Many students are joining",
  lastMinute: (count: number) => `${count} joined in the last minute`,
  within: (count: number, time: string) =>
    `${count} joined within a minute, from ${time}`,
  lock: "Lock joining",
  unlock: "Unlock joining",
  removeSince: "Remove all who joined since …",
  since: "Since when?",
  sinceRush: (time: string) => `${time}, when many began to join`,
  sinceMinutes: (minutes: number) =>
    minutes === 1 ? "In the last minute" : `In the last ${minutes} minutes`,
  students: (count: number) => count === 1 ? "1 student" : `${count} students`,
  who: "Who goes? Untick those who stay.",
  removeHint:
    "They are out at once, and their browsers stay out. Their names are free for others. You can undo it right after.",
  deleteToo: "Delete what they wrote, too",
  deleteTooHint: "All their messages, in every room. Your record keeps them.",
  remove: (count: number) =>
    count === 1 ? "Remove 1 student" : `Remove ${count} students`,
  nobodyNew: "Nobody has joined in the last 30 minutes.",
  removed: (count: number) =>
    count === 1 ? "1 student is out." : `${count} students are out.`,
  restored: (count: number) =>
    count === 1
      ? "1 student can come back."
      : `${count} students can come back.`,
  deleted: (count: number) =>
    count === 0
      ? "They have no messages here."
      : count === 1
      ? "Their one message is deleted."
      : `Their ${count} messages are deleted.`,
  messagesBack: (back: number, of: number) =>
    back === 0
      ? "What they wrote stays deleted: that was more than 30 seconds ago."
      : back < of
      ? `${back} of their ${of} messages are back.`
      : of === 1
      ? "Their one message is back."
      : `Their ${of} messages are back.`,
  full: (ceiling: number) => `Class is full (${ceiling})`,
  mostStudents: "Most students in this class",
  mostStudentsHint: (present: number) =>
    present === 1
      ? "1 student is in. Students you removed don’t count."
      : `${present} students are in. Students you removed don’t count.`,
  outOfBounds: (least: number, most: number) =>
    `Please enter a number from ${least} to ${most}.`,
  save: "Save",
  saved: "Saved.",
};
