/** Breakout rooms as everyone in a class meets them. */
import { sentence } from "../../sentence.ts";

/** Groups in the chat panel. */
export const groups = {
  main: "Main room",
  rooms: "Rooms",
  and: "and",
  asks: (count: number) =>
    count === 1 ? "1 asks for help" : `${count} ask for help`,
  placeholder: (name: string) => `Write to ${name}`,
  emptyHint: "Only this group and the teacher can read what you write here.",
  closedHere:
    "The breakout sessions are over. You can read here, and write in the main room.",
  sendHere: "The room has changed. Send again to say it here.",
  timeLeft: "Time left for the breakout sessions",
  backIn: "Back to the main room in",
  backLater: "You go back to the main room soon.",
  backSoon:
    "You go back to the main room in less than half a minute. Finish your sentence.",
  backNow: "In a few seconds you are back in the main room.",
  left: (seconds: number) =>
    seconds >= 60
      ? "Less than a minute left."
      : `Less than ${seconds} seconds left.`,
  /** The same to those who do not go. */
  staff: {
    backLater: "Everyone goes back to the main room soon.",
    backSoon: "Everyone goes back to the main room in less than half a minute.",
    backNow: "In a few seconds everyone is back in the main room.",
  },
  timeIsUp: "The time is up.",
  started: "The breakout sessions have started.",
  youAreIn: (name: string, others: string) =>
    others
      ? sentence(`You are in ${name} now, with ${others}`)
      : `You are in ${name} now. You are the first one.`,
  /** To whom comes back to the class, perhaps on another device: they may have been in it all along. */
  backInGroup: (name: string, others: string) =>
    sentence(
      others ? `You are in ${name}, with ${others}` : `You are in ${name}`,
    ),
  goTo: (name: string) => `Go to ${name}`,
  over: "The breakout sessions are over. You are back in the main room.",
  out: "You are in the main room now.",
  with: (others: string) => `With ${others}`,
  alone: "You are the only one in this group so far",
  empty: "Nobody is in this group",
  whoIsIn: (name: string) => `Who is in ${name}`,
  instructions: "Instructions",
  raiseHand: "Raise hand",
  lowerHand: "Lower hand",
  askForHelp: "Ask for help",
  noHelp: "Take back",
  helpIsUp: "Your teacher sees that you ask. ",
  addLine: "Add a line",
  helpLine: "A line for the teacher",
  helpLineHint: "Only the teacher reads this",
  keepLine: "Keep",
  choose: "Choose your group",
  chooseOther: "Change group",
  join: "Join",
  joinName: (name: string) => `Join ${name}`,
  leave: "Leave",
  leaveName: (name: string) => `Leave ${name}`,
  full: "Full",
  fullName: (name: string) => `${name} is full`,
  size: (size: number, most: number | null) =>
    most === null ? `${size}` : `${size} of ${most}`,
  /** A choice that waits. */
  chosen: (name: string) =>
    `${
      sentence(`You have chosen ${name}`)
    } You are in it as soon as the network is back.`,
  chosenNone:
    "You have chosen to leave your group. It is done as soon as the network is back.",
  choiceRefused: {
    "room-full": "This group has just become full. Please choose another.",
    "rooms-closed": "The breakout sessions are over.",
    "not-found": "This group is not there any more.",
    "auto-breakouts": "Groups are made automatically now.",
    "not-allowed": "The teacher says now who is in which group.",
  } as Readonly<Record<string, string>>,
  broadcastBadge: "To the groups",
  from: (name: string) => `from ${name}`,
  mark: "Mark for the main room",
  marked: "Marked for the main room",
  markHint: "The teacher can bring marked messages back to the main room",
  broughtBack: "Brought back to the main room",
  notSentTo: (name: string, why: string) => `Not sent to ${name}: ${why}`,
  /** Why, as long as it is so. */
  noWayIn: {
    "not-in-room": "you are not in this group any more.",
    "rooms-closed": "the breakout sessions are over.",
  } as Readonly<Record<string, string>>,
  /** Why, once it is so no more. */
  noWayInThen: {
    "not-in-room": "you were not in this group.",
    "rooms-closed": "the breakout sessions were over.",
  } as Readonly<Record<string, string>>,
  sendTo: (name: string) => `Send to ${name}`,
  sendToMain: "Send to main room",
};
