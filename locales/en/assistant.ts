/** The assistant, on whatever page it is. */

/** The assistant, on whatever page it is. */
export const assistant = {
  title: "Assistant",
  you: "You",
  conversations: "Conversations",
  begin: "New conversation",
  untitled: "New conversation",
  noneYet: "What you ask is listed here.",
  before: "From the class before",
  waitsForTeacher:
    "Your earlier conversations appear here when your teacher lets you in.",
  emptyTitle: "What would you like to know?",
  emptyText:
    "Ask a question, paste a text, or say what you are working on. You can go on asking about the answer.",
  place: "Conversation with the assistant",
  loading: "The conversation is on its way.",
  notHere:
    "This conversation is not on this device. It is shown when the network is back.",
  prompt: "Ask the assistant",
  ask: "Ask",
  stop: "Stop",
  stopping: "Stopping …",
  tryAgain: "Try again",
  thinking: "The assistant is thinking …",
  answering: "The assistant is answering.",
  answered: "The answer is complete.",
  brokenOff: "The answer has ended before it was complete.",
  waiting: "Waiting to be asked",
  waitingOffline: "No network: asked as soon as it is back",
  asked: "Asked",
  askedAnew: "Asked again …",
  cutOff: "No network. What is written meanwhile is shown when it is back.",
  stopped: "You ended this answer.",
  stoppedByStudent: "The student ended this answer.",
  earlier: (count: number) =>
    count === 1 ? "1 earlier answer" : `${count} earlier answers`,
  latest: "Jump to latest",
  copy: "Copy",
  copied: "Copied",
  toChat: "Send to Chatroom",
  toGroup: "Send to my group",
  sentToChat: "Sent to the chat room",
  sentToGroup: "Sent to your group",
  onItsWay: "Waiting to be sent",
  handIn: "Share Messages",
  handedIn: "Shared with your teacher",
  handInText:
    "Your teacher gets this answer with your question, and can give it a mark and a comment. Nobody else sees it.",
  question: "Your question",
  answer: "The answer",
  note: "A note to your teacher",
  noteHint: "If you like: what you think of it, or did with it",
  share: "Share",
  cancel: "Cancel",
  mark: "Mark",
  comment: "Comment",
  seen: "Your teacher and whoever observes can read this.",
  unseen: "Only you can read this, and your teacher what you send or share.",
  toModel: "The AI gets what you write, but not your name.",
  paused: "The teacher has paused the assistant. You can read.",
  offline: "No network. What you ask is kept here and asked when it is back.",
  offlineNotKept:
    "No network. Keep this page open: this device cannot keep what you ask.",
  tooMany: "Too much is waiting. When it has gone out, you can ask more.",
  notAsked: (why: string) => `Not asked: ${why}`,
  notDone: (why: string) => `That did not work: ${why}`,
  discard: "Discard",
  teacherSeen: "Nobody but you can read your conversations here.",
  refusals: {
    "assistant-paused":
      "the teacher has paused the assistant. Try again when it goes on.",
    "already-answered": "you have shared this answer already.",
    "conflict":
      "the answer is still being written. Try again when it is there.",
    "chat-paused":
      "the teacher has paused the chat. Try again when it goes on.",
    "muted": "the teacher has muted you.",
    "not-in-room": "you are not in this group any more.",
    "rooms-closed": "the rooms are closed.",
    "removed": "the teacher has removed you from this class.",
    "ended": "the class is over.",
    "not-started": "the class has not started yet.",
    "empty": "there are no words in it.",
    "too-long":
      "it has become too long. Shorten it, or start a new conversation.",
    "not-found": "this answer is not there any more.",
    "not-allowed": "you may not do this here.",
    "malformed": "something in it could not be read. Write it anew.",
    "too-large": "it is too large. Shorten it.",
    "storage-unavailable":
      "nothing can be saved at the moment. Try again soon.",
  } as Readonly<Record<string, string>>,
  refusedOther: "the class did not take it. Try again.",
  /** Why an answer failed, or ended before its end; by the turn's `failure`. */
  failures: {
    "interrupted": "The answer was interrupted. Try again.",
    "unreachable":
      "The assistant cannot be reached at the moment. Try again soon.",
    "too-slow": "The assistant took too long. Try again.",
    "cut-off": "The answer broke off. Try again.",
    "overloaded": "The assistant has too much to do. Try again in a minute.",
    "no-quota":
      "The school’s account with the assistant’s provider is used up. Please tell your teacher.",
    "wrong-key":
      "The assistant is not set up right: its provider does not accept the key. Please tell your teacher.",
    "no-model":
      "The assistant is not set up right: its provider does not know the model. Please tell your teacher.",
    "refused":
      "The assistant’s provider does not answer this. Ask in another way.",
    "too-long":
      "This has become too long for one answer. Ask for a part of it, or start a new conversation.",
    "unknown": "There was no answer. Try again.",
  } as Readonly<Record<string, string>>,
};
