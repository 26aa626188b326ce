/** Bounds that the page shows and the server enforces. Lengths in UTF-16 code units, after trimming. */
export const bounds = {
  text: 4000,
  edits: 50,
  pins: 20,
  held: 20,
  blockedWords: 200,
  blockedWord: 40,
  /** Bytes of one file, inclusive; characters of its name. */
  file: 50 * 1024 * 1024,
  fileName: 120,
  /** Characters of a prompt, and of an answer of the assistant. */
  prompt: 4000,
  answer: 40_000,
  note: 1000,
  grade: 20,
  comment: 2000,
  systemPrompt: 4000,
  title: 60,
  /** Turns of a conversation, and characters of all its turns. */
  turns: 400,
  conversation: 400_000,
  /** Conversations and submissions of one member. */
  conversations: 200,
  submissions: 60,
  /** Days after the end of a class on which its students still find their work. */
  foundDays: 30,
  perMinute: { min: 1, default: 10, max: 60 },
  tokens: { min: 1000, default: 100_000, max: 100_000_000 },
  displayName: 40,
  teacherName: 80,
  /** Minutes until a student who was refused before the start of the class can ask again. */
  refusedMinutes: 5,
  /** Students per class, without removed ones; new ones admitted at once (`atOnce`), and then per minute. */
  students: { min: 1, default: 100, max: 1000, atOnce: 30, perMinute: 60 },
  sessionName: 80,
  codeDigits: 6,
  password: { min: 8, max: 200 },
  /** Planned hours of a class; the least is three minutes. */
  hours: { min: 0.05, default: 3, max: 24 },
  /** Scheduled classes: lessons of a series, and days ahead. */
  repeats: { min: 2, max: 20 },
  scheduledDays: 366,
  /**
   * Scheduled classes per teacher (ten lessons per week for the longest series), per new account, and their share of
   * all join codes.
   */
  scheduled: { max: 200, ofNew: 40, ofCodes: 0.3 },
  /** Students in a group. */
  capacity: { min: 2, default: 4, max: 30 },
  roomName: 40,
  rooms: 50,
  instructions: 4000,
  helpNote: 200,
  /** Notes to staff: characters of a note or answer; notes of a thread, and answers. */
  staffNote: 2000,
  staffNotes: 60,
  breakoutMinutes: 24 * 60,
  graceSeconds: 600,
  broadcast: 4000,
  classList: 1000,
  /** A teacher's library: items of each kind, bytes of an imported file, bytes of an item. */
  library: 300,
  imported: 8 * 1024 * 1024,
  libraryItem: 200 * 1024,
  resourceName: 80,
  /** Characters of a prompt template. */
  description: 300,
  instructionPrompt: 8000,
  firstMessage: 2000,
  trialTurns: 40,
  questions: 60,
  question: 2000,
  explanation: 2000,
  /** Pictures of a teacher's questions, bytes of each, and characters of the text that describes it. */
  images: 600,
  image: 2 * 1024 * 1024,
  alt: 300,
  choices: { min: 2, max: 10 },
  choice: 500,
  acceptedTexts: 50,
  scale: { min: 3, default: 5, max: 10 },
  points: 100,
  /** Characters of a short answer, and of a word in a quick poll. */
  shortText: 500,
  word: 40,
  hiddenWords: 200,
  quizMinutes: { min: 0.25, max: 24 * 60 },
  /** An exit ticket: questions, and minutes to answer. */
  exitQuestions: 3,
  exitMinutes: 2,
  /** Shared resources per class, and bytes of all as JSON: a class begins in one commit. */
  resources: 100,
  resourcesBytes: 600 * 1024,
  /** Characters of a question on the wall; questions per member and per class. */
  wallQuestion: 300,
  wallQuestions: { own: 20, all: 500 },
  eyesOnMe: 200,
} as const;

export function isJoinCode(typed: string): boolean {
  return typed.length === bounds.codeDigits && /^[0-9]+$/.test(typed);
}
