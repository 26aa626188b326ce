/** Breakout rooms as the teacher makes and sees them, and the class list. */
import { sentence } from "../../sentence.ts";

/** The board of groups, their setting up, and Distribute Students. */
export const groupsDesk = {
  // What the teacher has.
  menu: "Breakout rooms",
  setUp: "Set up breakout rooms",
  distribute: "Distribute Students",
  broadcast: "Broadcast",
  mute: "Mute the sound for help",
  broadcastText: "Message to the groups",
  broadcastHint:
    "It appears in each group as a message from you, and stays there for those who come later.",
  broadcastTo: "To",
  sendToAll: "Send to all groups",
  sendToSome: (count: number) =>
    count === 1 ? "Send to 1 group" : `Send to ${count} groups`,
  delete: "Delete breakout rooms",
  deleteAsk: "Delete the breakout rooms?",
  deleteText: (count: number) =>
    `${
      count === 1 ? "The room is" : `All ${count} rooms are`
    } taken away, and everyone is back in the main room alone. What was said stays in the chat history.`,
  start: "Start breakout sessions",
  end: "End breakout sessions",
  endIn: (seconds: number) => `End in ${seconds} seconds`,
  endNow: "End now",
  noLimit: "No time limit",
  plus: (minutes: number) => `+${minutes} min`,
  bringBack: "Bring back",
  bringBackHint: "Messages that groups have marked, to the main room:",
  broughtCount: (count: number) =>
    count === 0
      ? "No group has marked anything new."
      : count === 1
      ? "1 message was brought back to the main room."
      : `${count} messages were brought back to the main room.`,
  auto: "Enable auto breakout assignment",
  autoHint: "Whoever joins is put in the smallest group that has room.",
  capacity: "Max students per group",
  capacityHint: "2 to 30. It counts for those who join from now on.",
  capacityAtStart: "2 to 30. All of this can be changed later.",
  capacityByHand: "2 to 30, or nothing: any number.",
  capacityBounds: "A group has from 2 to 30 students.",
  entry: "How students get in",
  entries: {
    automatic: {
      name: "Automatically",
      hint: "Each goes to the smallest room; late ones too.",
    },
    assigned: {
      name: "Assigned by me",
      hint: "Who comes late waits in the main room until you move them.",
    },
    free: {
      name: "Let participants choose",
      hint: "They pick a room, and may change while the rooms are open.",
    },
  },
  noneYet: "The first student who joins gets Group A.",
  howMany: "How many rooms",
  howManyBounds: "There can be 1 to 50 rooms.",
  make: "Make rooms",
  addRoom: "Add room",
  noAddRoom:
    "Groups are made automatically. Switch that off to add rooms by hand.",
  nameOf: (name: string) => `Name of ${name}`,
  students: (count: number) => count === 1 ? "1 student" : `${count} students`,
  notInGroup: (count: number) =>
    count === 1 ? "1 is not in a group" : `${count} are not in a group`,
  minutes: "Minutes",
  minutesHint:
    "How long the breakout sessions last. Nothing: until you end them.",
  minutesBounds: "From 1 minute to 24 hours, in whole minutes.",
  stopAtZero: "End by itself at zero",
  stopAtZeroHint:
    "Otherwise the countdown stops at zero and the rooms stay open.",
  instructionsForAll: "Instructions for all groups",
  instructionsHint: "They stand on top of each group.",
  instructionsOwn: "Instructions of its own",
  instructionsAdd: "Add instructions for this room",
  instructionsFile: "Attach file",
  instructionsFileAll: "Attach file (all groups)",
  instructionsFileFor: (name: string) => `Attach file (${name})`,
  fileRemove: (name: string) => `Take ${name} away`,
  fileRemoved: (name: string) => `“${name}” was taken away.`,
  fileAttached: (name: string) => `“${name}” stands on top now.`,
  fileFailed: (name: string) =>
    `“${name}” did not get through. Try again when the network is back.`,
  fileAgain: "Try again",
  instructionsFor: (name: string) => `Instructions for ${name}`,

  // Distribute Students.
  none: "Not in a group",
  autoDistribute: "Auto distribute",
  autoDistributeHint: "Shuffles all evenly over the groups",
  evenOut: "Even out",
  evenOutHint: "Makes the groups even with the fewest moves",
  newPartners: "New partners",
  newPartnersHint: "Avoids those who were together before",
  onlineOnly: "Only those online",
  undo: "Undo",
  undone: "It is as it was before.",
  moveTo: "Move to…",
  moveName: (name: string) => `Move to… (${name})`,
  moveMany: (count: number) =>
    count === 1 ? "Move 1 student to" : `Move ${count} students to`,
  movedTo: (names: string, room: string) =>
    sentence(`Moved to ${room}: ${names}`),
  lock: "Lock",
  lockName: (name: string) => `Lock ${name} where they are`,
  locked: "locked",
  select: (name: string) => `Select ${name}`,
  selected: (count: number) => `${count} selected`,
  clear: "Clear",
  keepApart: "Keep apart",
  apart: (one: string, other: string) => `${one} and ${other} apart`,
  together: (one: string, other: string) =>
    `Let ${one} and ${other} be together again`,
  summary: (students: number, groups: number, moved: number | null) =>
    `${students} in ${groups === 1 ? "1 group" : `${groups} groups`}${
      moved === null ? "" : `, ${moved} moved`
    }`,
  dragHint: "Drag a card to a group, or choose Move to… on it.",
  toldAtOnce: "Students are told as soon as they are moved.",
  toldAtStart: "Students are told when the breakout sessions start.",
  noRooms: "There are no groups yet.",
  noStudents: "Nobody has joined yet.",
  show: (name: string) => `Show ${name}`,
  showAll: "All students",
  arrived: (names: string) => `${names} joined.`,
  gone: (names: string) => `${names} left.`,
  studentsHeading: "Students",

  // The board on the session page.
  board: "Groups",
  boardEmpty: "No groups yet",
  boardEmptyText:
    "Set up breakout rooms: you make them and say who is where, or they fill themselves as students join.",
  openNow: "open",
  closedNow: "closed",
  online: (online: number, all: number) => `${online} of ${all} online`,
  perMinute: (count: number) => `${count} a minute`,
  quietHere: "Nothing was said yet.",
  joinRoom: "Join room",
  joinRoomName: (name: string) => `Join room ${name}`,
  helpHeading: "Ask for help",
  handUp: (name: string, room: string) => `${name}, ${room}`,
  lower: "Done",
  lowerName: (name: string) => `Done: lower the hand of ${name}`,
  since: (minutes: number) =>
    minutes < 1 ? "just now" : minutes === 1 ? "1 min" : `${minutes} min`,
  lastSaid: (name: string, text: string) => `${name}: ${text}`,
};

/** The names that a teacher pastes before class. */
export const classList = {
  title: "Class list",
  names: "Names",
  hint:
    "A name a line; or two columns, name and group. Students pick theirs when they join.",
  keep: (count: number) => count === 1 ? "Keep 1 name" : `Keep ${count} names`,
  missing: (names: readonly string[]) => `Missing: ${names.join(", ")}`,
  allHere: "Everyone on the class list is here.",
};
