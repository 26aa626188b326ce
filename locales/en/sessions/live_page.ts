/** The teacher’s page of a session, and what the projector shows. */
import { rest } from "../../rest.ts";

/** A session, live and over. */
export const session = {
  code: "Join code",
  address: (host: string) => `Go to ${host} and enter the code`,
  networkAddress:
    "You opened this page as localhost, which leads others to their own machine. This is the address of this one in your network.",
  hereOnly:
    "This address works on this machine only. Open Homeroom by the machine’s address in the network, and the code and link here are for everyone.",
  otherAddresses: "If that does not open, one of these may:",
  copyLink: "Copy link",
  copied: "Link copied",
  copyFailed: "Copying did not work. Here is the link:",
  qr: "Scan QR code",
  qrAlt: (link: string) => `QR code of ${link}`,
  qrHint: "Scan to join",
  present: "Present",
  people: "Who is here",
  peopleWere: "Who was here",
  nobody: "Nobody has joined yet",
  nobodyCame: "Nobody joined",
  nobodyText: "Show the code, or press Present for the projector.",
  lastKnown: (time: string) => `last known ${time}`,
  signedOut: "You are signed out. Sign in again to go on.",
  joinedAt: (time: string) => `joined ${time}`,
  count: (online: number, all: number) => `${online} of ${all} online`,
  removed: "Removed",
  removedCount: (count: number) => `Removed (${count})`,
  allow: "Allow back",
  allowName: (name: string) => `Allow back ${name}`,
  requests: "Asks to be let in",
  request: (name: string) =>
    `Somebody wants to come in as “${name}”, who is online on another device.`,
  requestReturn: (name: string) =>
    `Somebody wants to come in as “${name}”, who was in the class before, but this is not the browser that they used.`,
  comers: (count: number) =>
    count === 1
      ? "Many are joining just now. One more asks to be let in."
      : `Many are joining just now. ${count} more ask to be let in.`,
  letAllIn: "Let all in",
  refuseAll: "Refuse all",
  answerTo: (answer: string, name: string) => `${answer}: ${name}`,
  requestByName: (name: string) =>
    `“${name}” is back in another browser, by name only. It shows nothing of their earlier conversations until you let them in.`,
  knock: (name: string) => `“${name}” asks to be let in.`,
  knocks: (count: number) => `${count} ask to be let in.`,
  answer: "Answer",
  letIn: "Let in",
  letInHint:
    "Same child, new device: all that is theirs, earlier conversations too",
  makeNew: "Make new",
  makeNewHint: "Another child with this name",
  refuse: "Refuse",
  settings: "Settings",
  lock: "Lock joining",
  lockHint: "No new students. Those who were here can come back.",
  pauseChat: "Pause chat",
  pauseChatHint: "Students can read, but not write.",
  locked: "Joining is locked",
  chatIsPaused: "Chat is paused",
  assistantIsPaused: "Assistant is paused",
  left: (text: string) => `${text} left`,
  hoursLeft: (hours: number, minutes: number) =>
    [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`]
      .filter(Boolean).join(" "),
  endsSoon: (minutes: number, seconds: number) =>
    `The class ends in ${rest(minutes, seconds)}.`,
  extend: "Extend",
  extendBy: "Extend by",
  extendMinutes: (minutes: number) =>
    minutes === 60 ? "1 hour" : `${minutes} minutes`,
  extended: (minutes: number) => `The class has ${minutes} minutes more.`,
  end: "End session",
  ending: (seconds: number) =>
    seconds > 0 ? `The class ends in ${seconds} s.` : "The class is ending.",
  undo: "Undo",
  undone: "The class goes on.",
  noNetwork: "No network. What you see may be old.",
  closed: "The connection was closed. Please reload the page.",
  reload: "Reload",
  overTitle: "This class is over",
  codeOnce: (code: string) =>
    `Code of this class: ${code}. It opens nothing any more but a student’s own conversations on a shared computer.`,
  history: "View Chat History",
  started: "Started",
  endedAt: "Ended",
  students: "Students",
  studentsWere: (count: number, removed: number) =>
    removed > 0 ? `${count}, ${removed} removed` : `${count}`,
  messages: "Messages",
};

/** The projector. */
export const present = {
  title: (name: string) => `${name}: join code`,
  go: "Go to",
  enter: "and enter",
  inside: (online: number) => online === 1 ? "1 is in" : `${online} are in`,
  fullScreen: "Full screen",
  leave: "Back to the session",
  over: "This class is over",
  locked: "Joining is locked",
  offline: "Connection lost. It comes back by itself.",
  signedOut: "You are signed out.",
};
