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
  /** How many days after the end of a class its students find their work. */
  foundDays: 30,
  perMinute: { least: 1, usual: 10, most: 60 },
  tokens: { least: 1000, usual: 100_000, most: 100_000_000 },
  displayName: 40,
  teacherName: 80,
  /** Who was refused before the start of a class can wait again after so many minutes. */
  refusedMinutes: 5,
  /** How many students a class takes, those removed not counted; and how many who are new come in at once and a minute. */
  students: { least: 1, usual: 100, most: 1000, atOnce: 30, perMinute: 60 },
  sessionName: 80,
  codeDigits: 6,
  password: { least: 8, most: 200 },
  /** How long a class is planned: the least is three minutes. */
  hours: { least: 0.05, usual: 3, most: 24 },
  /** Scheduled classes: how often one is repeated, how many days ahead they are. */
  repeats: { least: 2, most: 20 },
  scheduledDays: 366,
  /**
   * How many of them a teacher has, one with a new account, and which share of the codes they have together: ten lessons
   * a week for the longest series.
   */
  scheduled: { most: 200, ofNew: 40, ofCodes: 0.3 },
  capacity: { least: 2, usual: 4, most: 30 },
  roomName: 40,
  rooms: 50,
  instructions: 4000,
  helpNote: 200,
  breakoutMinutes: 24 * 60,
  graceSeconds: 600,
  broadcast: 4000,
  classList: 1000,
  /** Of what a teacher keeps for later: how many of a kind, and how long one is as JSON, in bytes. */
  library: 300,
  /** A file that it is brought in by, in bytes. */
  imported: 8 * 1024 * 1024,
  libraryItem: 200 * 1024,
  resourceName: 80,
  /** Of a prompt template. */
  description: 300,
  instructionPrompt: 8000,
  firstMessage: 2000,
  /** How many turns it can be tried with, questions and answers together. */
  trialTurns: 40,
  /** Of a quiz. */
  questions: 60,
  question: 2000,
  explanation: 2000,
  /** The pictures of a teacher's questions: how many, how large each is in bytes, and the words that say what one shows. */
  images: 600,
  image: 2 * 1024 * 1024,
  alt: 300,
  choices: { least: 2, most: 10 },
  choice: 500,
  acceptedTexts: 50,
  scale: { least: 3, usual: 5, most: 10 },
  points: 100,
  /** A short text as an answer, and the word of a quick poll. */
  shortText: 500,
  word: 40,
  /** How many words of one poll are hidden from its class. */
  hiddenWords: 200,
  quizMinutes: { least: 0.25, most: 24 * 60 },
  /** Of a quiz that is an exit ticket, and how long there is for it. */
  exitQuestions: 3,
  exitMinutes: 2,
  /** What is shared in one class: how much, and how long all of it is as JSON, in bytes: a class begins in one commit. */
  resources: 100,
  resourcesBytes: 600 * 1024,
  /** A question on the wall; how many one member posts, and how many there are in a class. */
  wish: 300,
  wishes: { own: 20, all: 500 },
  /** The line of **Eyes on me**. */
  eyesOnMe: 200,
} as const;

/** Whether this can be the code of a class. */
export function isCode(typed: string): boolean {
  return typed.length === bounds.codeDigits && /^[0-9]+$/.test(typed);
}
