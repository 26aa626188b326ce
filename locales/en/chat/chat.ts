/** The chat panel, on whatever page it floats. */

/** The chat panel, wherever it floats. */
export const chat = {
  title: "Chat",
  close: "Close",
  unread: (count: number) =>
    count === 1 ? "1 new message" : `${count} new messages`,
  mentioned: (count: number) =>
    count === 1 ? "1 mentions you" : `${count} mention you`,
  heldCount: (count: number) =>
    count === 1 ? "1 message waits for you" : `${count} messages wait for you`,
  notSentCount: (count: number) =>
    count === 1
      ? "1 of your messages was not sent"
      : `${count} of your messages were not sent`,
  mention: "Names",
  mentions: (count: number) =>
    `${
      count === 1 ? "1 name" : `${count} names`
    }. Up and down choose, Enter takes it.`,
  pin: "Pin",
  unpin: "Unpin",
  move:
    "Move the chat: drag, or use the arrow keys. Double-click, or Home, puts it back",
  resize: "Change the size of the chat: drag, or use the arrow keys",
  online: (count: number) => `${count} online`,
  whoIsOnline: "Who is online",
  you: (name: string) => `${name} (you)`,
  idle: "away",
  teacher: "Teacher",
  removed: "removed",
  someone: "Somebody",
  messages: "Messages",
  loading: "The messages are on their way.",
  empty: "Nobody has said anything yet.",
  emptyHint: "Everybody in this class can read what you write here.",
  messagesHint: "The up and down arrow keys go from message to message.",
  newMessages: "New messages",
  latest: "Jump to latest",
  fresh: (count: number) => `${count} new`,
  deleted: "This message was deleted.",
  edited: "edited",
  held: "Waits for your teacher",
  whenItGoesOn:
    "The teacher has paused the chat. This goes out when it goes on.",
  changeHeld: "Your change waits for your teacher:",
  notChanged: (why: string) => `Not done: ${why}`,
  deleting: "Deleted.",
  notDeleted: "The message was not deleted. Please try again.",
  undo: "Undo",
  answerTo: "Answer to",
  reply: "Reply",
  replyTo: (name: string) => `Reply to ${name}`,
  replyingTo: "You answer",
  noReply: "Do not answer this",
  tools: "More",
  toolsOf: (name: string) => `More for the message of ${name}`,
  me: "you",
  reactions: "Reactions",
  reactedBy: (emoji: string, count: number, who: string) =>
    `${emoji}, ${count}: ${who}`,
  emojis: {
    "👍": "Thumbs up",
    "❤️": "Heart",
    "😂": "Laughing",
    "😮": "Surprised",
    "🎉": "Celebrating",
    "❓": "Question",
  },
  pinned: "Pinned messages",
  toPinned: "Go to this message",
  morePinned: (count: number) => `${count} more`,
  draftKept: "What you have written is kept.",
  pending: "Waiting to be sent",
  slowly: "Still sending. Many messages at once go out one after the other.",
  sent: "Sent",
  notSent: (why: string) => `Not sent: ${why}`,
  tryAgain: "Try again",
  discard: "Discard",
  ai: "AI",
  sharedAnswer: (sharer: string) =>
    `${sharer} shared an answer of the assistant`,
  sharedAnswerOf: (sharer: string, student: string) =>
    `${sharer} shared an answer that the assistant gave to ${student}`,
  question: "Question",
  wholeAnswer: "Show the whole answer",
  lessAnswer: "Show less",
  copy: "Copy",
  copied: "Copied",
  lost: "The words were too long to be kept.",
  message: "Message",
  placeholder: "Write to everyone",
  send: "Send",
  count: (length: number, most: number) =>
    `${length.toLocaleString("en")} of ${most.toLocaleString("en")}`,
  tooLong: (over: number) =>
    over === 1
      ? "1 character too many. Shorten it to send it."
      : `${
        over.toLocaleString("en")
      } characters too many. Shorten it to send it.`,
  full:
    "Too many messages are waiting. When these have gone out, you can send more.",
  paused: "The teacher has paused the chat.",
  muted:
    "The teacher has muted you. You can read, and ask the teacher by raising your hand.",
  typing: (names: readonly string[]) =>
    names.length === 1
      ? `${names[0]} is typing`
      : names.length === 2
      ? `${names[0]} and ${names[1]} are typing`
      : "Several people are typing",
  says: (name: string, text: string) => `${name}: ${text}`,
  offline:
    "No network. Your messages are kept here and go out when it is back.",
  offlineNotKept:
    "No network. Keep this page open: this device cannot keep your messages.",
  connecting: "Connecting …",
  notKept:
    "Your messages are not kept on this device. Keep this page open until they are sent.",
  stopped: {
    "not-signed-in": "You are signed out. Sign in again to go on.",
    "not-allowed": "You cannot read this chat any more.",
    "other": "The connection has ended. Load the page again to go on.",
  },
  reload: "Load again",
  signIn: "Sign in",
  refusals: {
    "malformed":
      "something in it could not be read. Copy it and write it anew.",
    "empty": "there was nothing in it.",
    "too-long":
      "it is longer than 4,000 characters. Copy it and send it in parts.",
    "not-allowed": "the teacher has not allowed it.",
    "removed": "the teacher has removed you from this class.",
    "muted":
      "the teacher has muted you. Ask by raising your hand, and try again later.",
    "chat-paused":
      "the teacher has paused the chat. Try again when it goes on.",
    "not-in-room": "you are not in this room any more.",
    "not-found": "the file is not there any more. Attach it again.",
    "ended": "the class is over. Copy it if you want to keep it.",
    "not-started": "the class has not started yet. Try again when it has.",
    "rooms-closed": "the breakout sessions are over.",
    "conflict": "another message had the same number. Try again.",
    "too-large": "it is too large. Copy it and send it in parts.",
    "too-often": "there were too many at once. Try again in a moment.",
    "storage-unavailable":
      "nothing can be saved at the moment. Try again soon.",
  } as Readonly<Record<string, string>>,
  refusedOther: "the class did not take it. Try again, or copy it.",
};
