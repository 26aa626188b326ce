/** The page of a class. */
import { rest } from "../../rest.ts";
import { sentence } from "../../sentence.ts";

/** The page of a class. */
export const classPage = {
  title: (name: string) => `${name} – Homeroom`,
  welcomeBack: (name: string) =>
    sentence(`Welcome back, you have rejoined as ${name}`),
  renamed: (name: string) =>
    sentence(
      `Somebody in this class has your name already, so here you are ${name}`,
    ),
  became: (name: string) =>
    `Your teacher has put names in order: here you are ${name} now.`,
  letIn: (name: string) =>
    sentence(`Your teacher has let you in as ${name}`) +
    " Your earlier conversations are here again.",
  endsIn: (time: string) => `Ends in ${time}`,
  endsSoon: (minutes: number, seconds: number) =>
    `This class ends in ${rest(minutes, seconds)}.`,
  ending: "This class is ending.",
  menu: (name: string) => `${name}: your menu`,
  joinedAs: "You are here as",
  my: "My conversations",
  leave: "Leave class",
  notYou: (name: string) => `Not ${name}?`,
  leaveHint:
    "This browser forgets you and deletes its copy of the class; your conversations, of earlier classes too, are not found here any more. What you said stays in the class.",
  leaveUnsent: (count: number) =>
    count === 1
      ? "One message of yours has not been sent. It would be lost."
      : `${count} messages of yours have not been sent. They would be lost.`,
  stay: "Stay",
  leaveFailed: "Leaving needs the network. Please try again when it is back.",
  teacherPage: "To your page of this class",
  over: {
    ended: {
      title: "This class is over",
      text: "Thank you for being here.",
    },
    removed: {
      title: "You are not in this class any more",
      text:
        "The teacher has removed you. If you think that this was a mistake, please talk to them.",
    },
    gone: {
      title: "You are not in this class any more",
      text:
        "The class was deleted, or your place in it was taken away. If your teacher shows a code, you can join with that.",
    },
  },
  unsent: "You had not sent this",
  unsentHint:
    "It is shown this once. Copy what you want to keep: it is not on this device any more.",
  copyAll: "Copy",
  joinAgain: "Join a class",
};
