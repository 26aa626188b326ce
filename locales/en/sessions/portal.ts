/** The teacher’s portal around the sessions: their list, the form that starts one, the account. */

/** What every page of the portal has. */
export const portal = {
  navigation: "Teacher Portal",
  sessions: "Class Sessions",
  templates: "Prompt Templates",
  quizzes: "Quizzes",
  account: "Account",
  templatesText:
    "Prompt templates prepare the assistant for a task. They come with the assistant, in a later version.",
  quizzesText:
    "Quizzes and quick polls, answered live in class, come in a later version.",
  toSessions: "Go to Class Sessions",
  chatOf: "The chat of the class that runs:",
};

/** For an account without a Teacher plan. */
export const plan = {
  title: "Teacher plan",
  heading: "This account has no Teacher plan yet",
  text:
    "The Teacher plan lets an account open class sessions: the join code, the chat room, who is here, and the record afterwards. Joining a class as a student needs no plan and no account.",
  how:
    "It costs nothing here. Ask whoever runs this Homeroom to grant it to your account; they do it with:",
  command: (email: string) => `deno task grant ${email}`,
  then: "Then reload this page.",
  reload: "Reload",
};

/** The account. */
export const account = {
  title: "Account",
  profile: "Your name",
  nameHint: "Students see it in new sessions. Running ones keep the old one.",
  save: "Save",
  saved: "Saved.",
  passwordHeading: "Password",
  old: "Old password",
  change: "Change password",
  changed: "Your password is changed. You are signed out everywhere but here.",
  everywhereHeading: "Signed in elsewhere?",
  everywhereText:
    "Signs you out of every browser, this one too. Open classes of yours close there at once; students notice nothing.",
  everywhere: "Sign out everywhere",
  signedInAs: (email: string) => `Signed in as ${email}`,
  language: "Look",
};

/** The list of sessions, and the form that starts one. */
export const sessions = {
  create: "Create New Session",
  empty: "No classes yet",
  emptyText:
    "A session gives you a code of six digits. Students enter it and are in the room.",
  active: "Running now",
  past: "Earlier",
  code: "Code",
  live: "live",
  ending: "ending",
  ended: "over",
  scheduled: "scheduled",
  startHeading: "Start New Class",
  name: "Name",
  rejoin: "Allow login with same display name again",
  rejoinHint:
    "Who comes back under the same name gets their place back. Off: every login is a new person.",
  collect: "Collect student conversations",
  collectHint:
    "You can read what students ask the assistant, and they are told so.",
  fixed: "These two cannot be changed once the class runs.",
  hours: "Ends by itself after",
  hoursOption: (hours: number) => hours === 1 ? "1 hour" : `${hours} hours`,
  submit: "Create",
  conflict: (name: string) => `Another class of yours is running: ${name}.`,
  endOther: "End it and start this one",
  openOther: (name: string) => `Open ${name}`,
  badName: "A name has 1 to 80 characters.",
  usualName: (day: string) => `Class, ${day}`,
};
