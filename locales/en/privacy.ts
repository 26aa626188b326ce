/** The data page: what is stored, where, how long, who sees it. Every line must be true of the code and of this server. */

/** The link to it, in the frame of pages. */
export const privacyLink = "Your data";

/** The page. */
export const privacy = {
  title: "Your data",
  heading: "What happens to your data here",
  lead:
    "For students, parents, teachers, and a school’s data protection officer. What stands here is what this server does, with its own settings filled in.",
  summary: "In short",
  short: {
    who:
      "Students need no account: a code and a display name are enough, and the name can be invented.",
    place: (host: string) =>
      `Everything is kept on this server (${host}). No page loads anything from anywhere else: no analytics, no advertising, no fonts or scripts of others.`,
    long: (days: number) =>
      `A session is deleted by itself ${
        days === 1 ? "a day" : `${days} days`
      } after its end, with everything in it.`,
    now:
      "Teachers can delete a session, one student’s data or their account at any time, at once and completely.",
  },
  stored: "What is stored",
  what: "What",
  whoSees: "Who sees it",
  howLong: "How long",
  untilSession: (days: number) =>
    `with the session, ${days === 1 ? "a day" : `${days} days`} after its end`,
  rows: {
    member: {
      what:
        "A student’s display name, when they were here, and when in which group",
      who: "everybody in the session; the record, its teacher alone",
    },
    chat: {
      what:
        "Messages, reactions and files in the chat room; of an edited or deleted message what it said before, too",
      who:
        "everybody in the room; earlier versions, the session’s teacher alone",
    },
    assistant: {
      what:
        "Conversations with the assistant, and signs that a student needs a teacher, found by a list of words on this server",
      who:
        "the student; the session’s teacher where Collect student conversations is on, which the student’s page says",
    },
    work: {
      what:
        "What a student hands in or sends to a room, marks and comments, a raised hand and its line",
      who: "the session’s teacher; their own, the student",
    },
    list: {
      what: "A class list, where the teacher pastes one",
      who: "the teacher; its names, whoever has the join code",
    },
    account: {
      what:
        "A teacher’s name, e-mail address and password (as a scrypt hash, never itself)",
      who: "the teacher; the name, everybody in their sessions",
      long: "until the teacher deletes the account",
    },
  },
  notStored: "What is not",
  notStoredText:
    "No IP address is written down: addresses are held in memory alone, to slow down who guesses codes and passwords, and for a day at most to limit what is asked of the assistant. How much was asked from one address in a day is stored under a code made from it with a random key; both are deleted after the day. While somebody waits to be let in, a number from 0 to 255 is kept for their network, which countless networks share. Logs have numbers and random ids, never names, words or codes. Who is online is known only while they are; what stays is when a student came, when they were last out, and for how many minutes they were there.",
  assistant: "The assistant",
  demonstration:
    "No language model is connected to this server. The assistant is a demonstration that runs here; nothing a student asks it leaves this server.",
  provider: (host: string, model: string) =>
    `Questions to the assistant are answered by ${host} (model ${model}). It is sent the words of that conversation, the last 8,000 tokens (some 30,000 letters) at most, and the teacher’s instructions for the class: no name, no id, nothing of the chat room. What students write goes as they write it, so they should not write anything about themselves that ${host} must not know. What ${host} keeps of it, its own terms say; whoever runs this server has agreed to them.`,
  browser: "In your browser",
  cookies: [
    "Cookies that are needed and no others: teacher (signed in, until 30 days without use, 180 at most), device (this browser has signed in before, so that others’ wrong guesses do not lock you out, a year), member_… (you have joined a session, 2 days), waiting_… (you wait to be let in, a day), browser (finds your conversations again under My conversations, 30 days after you last joined a class with it), join_ticket and sign_in_ticket (your place in line when many codes or passwords are tried, a minute), theme, zone and chat (how pages look, a year).",
    "While a session runs, the browser keeps a copy of what you may read in it, so that it works without a network. It is deleted when the session ends, is deleted, or you choose Leave class. Your conversations are found there for 30 days after the end of their class. Where several names used one browser, My conversations shows those of the last one; another name’s are shown to whoever has the code of their class. Who comes back into a class by their name in another browser sees their earlier conversations there when the teacher lets them in. On a shared computer, choose Leave class: the browser forgets you, and your conversations of this class and of earlier ones under your name. After the end you find it on the last page of the class and under My conversations. Where you leave a class that still runs, this server keeps a random number that says that this browser was in it, until the class is deleted: a student whom the teacher has removed does not come back under another name.",
  ],
  kept: "Where it is kept",
  disk:
    "In one folder on this server: a database file, and the uploaded files.",
  bucket: (where: string) =>
    `The database in one folder on this server; uploaded files in a bucket at ${where}.`,
  remote: (where: string) => `The database on a server at ${where}.`,
  hosted: "On Deno Deploy: the database is Deno’s, under its terms.",
  remoteBucket: (database: string, bucket: string) =>
    `The database on a server at ${database}; uploaded files in a bucket at ${bucket}.`,
  atRest:
    "It is not encrypted on the disk by Homeroom; whoever runs the server can read it, and answers for its disks and backups.",
  ways: "How to have it deleted",
  waysText: [
    "Students: ask your teacher. Erase data in your entry of the session deletes everything of yours, and only that.",
    "Teachers: Delete session on the page of a session that is over, Erase data for one student, Delete account on your account page.",
    "Nobody left to ask: whoever runs this server.",
  ],
  traces: "What deleting cannot reach",
  tracesText: [
    "Backups that were made before, until they are thrown away.",
    "What somebody has downloaded, printed or photographed.",
    "A device that is switched off: it drops its copy when it is next opened.",
  ],
  /** What becomes of the place in the database's file. */
  scrubbed:
    "In the database’s file the place where deleted data stood is overwritten as soon as nobody has used the server for a minute; what the disk keeps of deleted files is the disk’s, which should be encrypted.",
  notScrubbed:
    "In the database’s file the place where deleted data stood is overwritten when it is next needed; what the disk keeps of deleted files is the disk’s, which should be encrypted.",
  theirs:
    "Whether the place where deleted data stood is overwritten is up to the database server, and its disk.",
  source:
    "Homeroom is open source: whoever doubts a sentence of this page can look it up.",
};
