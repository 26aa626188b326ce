/** What a teacher does with one student: the menu on their card, and what comes of it. */

/** The sentences. */
export const people = {
  menu: (name: string) => `More for ${name}`,
  rename: "Rename",
  renameTitle: (name: string) => `Rename ${name}`,
  newName: "New name",
  save: "Rename",
  renamed: (before: string, now: string) => `${before} is ${now} now.`,
  taken:
    "Somebody in this class has this name. If it is the same child, use Merge with… instead.",
  mute: "Mute",
  unmute: "Unmute",
  muted: "muted",
  wasMuted: (name: string) =>
    `${name} is muted: they read the chat and ask the assistant, but do not write in the chat.`,
  wasUnmuted: (name: string) => `${name} can write in the chat again.`,
  merge: "Merge with…",
  mergeTitle: (name: string) => `Merge ${name} with…`,
  mergeText: (name: string) =>
    `For a child who joined twice. What ${name} wrote, asked and handed in becomes that of the one you choose, and so do their devices. You can undo it while the class runs.`,
  mergeNobody: "There is nobody else in this class yet.",
  merged: (name: string, into: string) => `${name} and ${into} are one now.`,
  unmerge: (name: string) => `Undo merge with ${name}`,
  unmerged: (name: string) => `${name} is a student of their own again.`,
  notThem: "Not them",
  notThemHint: "Signs out the browser that came in last under this name.",
  wasNotThem: (name: string) =>
    `The browser that came in last as ${name} is out. ${name}’s other devices stay in.`,
  remove: "Remove student",
  removed: (name: string) =>
    `${name} is out, on every device. What they wrote stays.`,
  deleteAll: (name: string) => `Delete all of ${name}’s messages`,
  allDeleted: (name: string, count: number) =>
    count === 0
      ? `${name} has no messages here.`
      : count === 1
      ? `${name}’s one message is deleted.`
      : `${name}’s ${count} messages are deleted.`,
  allBack: (name: string) => `${name}’s messages are back.`,
  allow: "Allow back",
  allowed: (name: string) => `${name} can come back.`,
  undo: "Undo",
};
