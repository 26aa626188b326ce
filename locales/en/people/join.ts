/** The first page, and the ways in. */

/** The first page. */
export const landing = {
  title: "Homeroom: live class sessions",
  heading: "Your class, in one room.",
  lead:
    "The teacher opens a session, students join with six digits, and everyone talks. When the wifi goes, nothing that was written is lost.",
  student: "Student Login",
  studentHint: "With the code from your teacher. No account.",
  my: "My conversations",
  teacher: "Teacher Portal",
  teacherHint: "Start a class, show the code.",
  facts: [
    {
      title: "No account for students",
      text: "A code and a display name, and they are in.",
    },
    {
      title: "Made for bad wifi",
      text:
        "Messages are kept on the device and go out by themselves, in order, once.",
    },
    {
      title: "Nothing in private",
      text: "Everyone in the room sees every message. So does the teacher.",
    },
  ],
};

/** The dialog and the page of joining, and waiting to be let in. */
export const join = {
  title: "Join a class",
  heading: "Join your class",
  code: "Session code",
  codeHint: "Six digits, from your teacher",
  name: "Display name",
  nameHint: "What the others see",
  join: "Join",
  joining: "Joining…",
  wrongCode: "There is no class with this code. Please look again.",
  needCode: "Please enter the six digits of the code.",
  needName: "Please enter the name that the others shall see.",
  longName: "A display name has at most 40 characters.",
  slow:
    "Many people are trying to get in. You are in line. Just wait: this page goes on automatically.",
  waitingTitle: "Waiting for the teacher",
  waiting: (name: string) =>
    `“${name}” has been in this class on another device. The teacher has been asked to let you in.`,
  waitingCrowd:
    "Many people are joining just now. Your teacher will let you in.",
  waitLongerCrowd:
    "Your teacher has not answered yet. You can keep waiting, or see if there is room now.",
  tryAgain: "Try again",
  waitingForStart: "The class has not started yet. This page opens by itself.",
  waitingHint: "You need not do anything. This page opens by itself.",
  waitLonger:
    "The teacher has not answered yet. You can go on waiting, or join under a new name.",
  asNew: "Join as new",
  someoneElse: "I am someone else",
  again: "Please enter the code and your name again.",
  notAllowed: "The teacher did not let you in. Please talk to them.",
  pick: "Pick your name from the list, or write it",
};
