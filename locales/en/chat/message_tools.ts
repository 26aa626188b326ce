/** What one can do with a message: loaded when it is first wanted. */

/** The sentences of a message's tools. */
export const tools = {
  of: (name: string) => `What to do with the message of ${name}`,
  edit: "Edit",
  delete: "Delete",
  mute: (name: string) => `Mute ${name}`,
  unmute: (name: string) => `Let ${name} write again`,
  deleteAll: (name: string) => `Delete all of ${name}’s messages`,
  allDeleted: (name: string) => `All of ${name}’s messages are deleted.`,
  words: "Your message",
  save: "Save",
  cancel: "Cancel",
  hint: "Enter saves, Escape leaves it as it was.",
};
