/** Bounds that the page shows and the server holds. Lengths in UTF-16 code units, after trimming. */
export const bounds = {
  text: 4000,
  /** How often one message can be edited. */
  edits: 50,
  /** How many messages a room has pinned. */
  pins: 20,
  /** How many of one member's messages wait for the teacher at once. */
  held: 20,
  /** Of the list of blocked words: how many, and how long each. */
  blockedWords: 200,
  blockedWord: 40,
  /** Of one file, in bytes, inclusive; and of its name, in characters. */
  file: 50 * 1024 * 1024,
  fileName: 120,
  /** A prompt, and an answer of the assistant. */
  prompt: 4000,
  answer: 40_000,
  note: 1000,
  grade: 20,
  comment: 2000,
  systemPrompt: 4000,
  title: 60,
  /** How many turns a conversation has, and how many characters they have together. */
  turns: 400,
  conversation: 400_000,
  /** How many conversations and submissions a member has. */
  conversations: 200,
  submissions: 60,
  perMinute: { least: 1, usual: 10, most: 60 },
  tokens: { least: 1000, usual: 100_000, most: 100_000_000 },
  displayName: 40,
  /** How many students a class takes, those removed not counted; and how many who are new come in at once and a minute. */
  students: { least: 1, usual: 100, most: 1000, atOnce: 30, perMinute: 60 },
  sessionName: 80,
  password: { least: 8, most: 200 },
  hours: { usual: 3, most: 24 },
  capacity: { least: 2, usual: 4, most: 30 },
  roomName: 40,
  rooms: 50,
  instructions: 4000,
  helpNote: 200,
  breakoutMinutes: 24 * 60,
  graceSeconds: 600,
  broadcast: 4000,
  classList: 1000,
  /** The line of **Eyes on me**. */
  eyesOnMe: 200,
} as const;
