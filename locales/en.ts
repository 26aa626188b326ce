/** Every visible sentence, in English: short, active, without blame. Functions where a value stands in it. */

/** The sentences, by the place where they stand. */
export const en = {
  name: "Homeroom",
  /** By which dates and times are written. */
  tag: "en-GB",

  /** What stands around every page. */
  frame: {
    skip: "Skip to the content",
    home: "Homeroom, first page",
    close: "Close",
    cancel: "Cancel",
    teacher: "Teacher",
    theme: "Colours",
    light: "Light",
    dark: "Dark",
    asDevice: "Automatic",
    noNetwork: "No network. Please try again when it is back.",
  },

  landing: {
    title: "Homeroom: live class sessions",
    heading: "Your class, in one room.",
    lead:
      "The teacher opens a session, students join with six digits, and everyone talks. When the wifi goes, nothing that was written is lost.",
    student: "Student Login",
    studentHint: "With the code from your teacher. No account.",
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
  },

  join: {
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
    slow: (seconds: number) =>
      `Many people are trying to get in. This page tries again by itself in ${seconds} s.`,
    slowNow: "Trying again…",
    waitingTitle: "Waiting for the teacher",
    waiting: (name: string) =>
      `“${name}” is in this class already, on another device. The teacher has been asked to let you in.`,
    waitingForStart:
      "The class has not started yet. This page opens by itself.",
    waitingHint: "You need not do anything. This page opens by itself.",
    waitLonger:
      "The teacher has not answered yet. You can go on waiting, or join under a new name.",
    asNew: "Join as new",
    someoneElse: "I am someone else",
    again: "Please enter the code and your name again.",
    notAllowed: "The teacher did not let you in. Please talk to them.",
  },

  signIn: {
    title: "Teacher sign-in",
    heading: "Teacher Portal",
    signIn: "Sign in",
    signUp: "Sign up",
    signUpHeading: "New here?",
    signUpLead: "An account is for teachers only. Students need none.",
    makeAccount: "Make an account",
    haveAccount: "I have an account",
    email: "E-mail address",
    name: "Your name",
    nameHint: "What students see, such as Ms Lin",
    password: "Password",
    passwordHint: "8 characters or more",
    forgot: "Forgot password",
    forgotText: "Ask your school’s administrator for a link to a new password.",
    forgotHow: "For administrators",
    forgotCommand: (email: string) => `deno task reset-link ${email}`,
    forgotThen: "Open the link within a day, and choose a new password.",
    resetTitle: "Choose a new password",
    newPassword: "New password",
    keepPassword: "Keep the new password",
    resetDone: "Your new password is set. Please sign in with it.",
    badLink:
      "This link has been used already, or is too old. Please ask for a new one.",
    signOut: "Sign out",
    signedOut: "You are signed out.",
    closed:
      "New accounts cannot be made here. Please ask whoever runs this Homeroom.",
    badEmail: "Please enter an e-mail address, such as lin@school.example.",
    badPassword: "A password has 8 to 200 characters.",
    badName: "Please enter your name, on one line.",
  },

  portal: {
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
  },

  plan: {
    title: "Teacher plan",
    heading: "This account has no Teacher plan yet",
    text:
      "The Teacher plan lets an account open class sessions: the join code, the chat room, who is here, and the record afterwards. Joining a class as a student needs no plan and no account.",
    how:
      "It costs nothing here. Ask whoever runs this Homeroom to grant it to your account; they do it with:",
    command: (email: string) => `deno task grant ${email}`,
    then: "Then reload this page.",
    reload: "Reload",
  },

  account: {
    title: "Account",
    profile: "Your name",
    nameHint: "Students see it in new sessions. Running ones keep the old one.",
    save: "Save",
    saved: "Saved.",
    passwordHeading: "Password",
    old: "Old password",
    change: "Change password",
    changed:
      "Your password is changed. You are signed out everywhere but here.",
    signedInAs: (email: string) => `Signed in as ${email}`,
    language: "Look",
  },

  sessions: {
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
  },

  session: {
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
    nobody: "Nobody has joined yet",
    nobodyText: "Show the code, or press Present for the projector.",
    online: "online",
    offline: "offline",
    lastKnown: (time: string) => `last known ${time}`,
    signedOut: "You are signed out. Nothing new comes in.",
    joinedAt: (time: string) => `joined ${time}`,
    count: (online: number, all: number) => `${online} of ${all} online`,
    remove: "Remove student",
    removeName: (name: string) => `Remove student ${name}`,
    removeAsk: (name: string) => `Remove ${name} from the class?`,
    removeText:
      "They are out at once, on every device. What they wrote stays. You can allow them back later.",
    removed: "Removed",
    allow: "Allow back",
    allowName: (name: string) => `Allow back ${name}`,
    requests: "Asks to be let in",
    request: (name: string) =>
      `Somebody wants to come in as “${name}”, who is online on another device.`,
    knock: (name: string) => `“${name}” asks to be let in.`,
    knocks: (count: number) => `${count} ask to be let in.`,
    answer: "Answer",
    letIn: "Let in",
    letInHint: "Same child, new device. The other one stays in, too.",
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
    left: (text: string) => `${text} left`,
    hoursLeft: (hours: number, minutes: number) =>
      [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`]
        .filter(Boolean).join(" "),
    fiveMinutes: "The class ends in five minutes.",
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
    history: "View Chat History",
    another: "Start another",
    started: "Started",
    endedAt: "Ended",
    students: "Students",
    messages: "Messages",
  },

  present: {
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
  },

  history: {
    title: (name: string) => `Chat history of ${name}`,
    heading: "Chat history",
    search: "Search",
    searchLabel: "Search in messages and names",
    clear: "Show all",
    found: (count: number, query: string) =>
      count === 1
        ? `1 message with “${query}”`
        : `${count} messages with “${query}”`,
    count: (count: number) => count === 1 ? "1 message" : `${count} messages`,
    empty: "Nothing was said.",
    nothing: (query: string) => `No message has “${query}”.`,
    deleted: "This message was deleted.",
    edited: "edited",
    main: "Main room",
    system: (event: string) =>
      event === "started" ? "The class started." : `System: ${event}`,
    back: "Back to the session",
    stays: (stays: string[]) => `Who was here: ${stays.join(", ")}.`,
    stay: (name: string, from: string, until: string | null) =>
      until === null ? `${name} (from ${from})` : `${name} (${from}–${until})`,
  },

  /** What each refusal says where nothing more is known. */
  refusals: {
    "malformed": "Something in this request is not as it should be.",
    "empty": "There is nothing in it.",
    "too-long": "This is too long.",
    "name-refused": "Please choose another name.",
    "not-signed-in": "Please sign in first.",
    "not-allowed": "You may not do this.",
    "removed": "The teacher has removed you from this class.",
    "muted": "The teacher has muted you.",
    "chat-paused": "The teacher has paused the chat.",
    "assistant-paused": "The teacher has paused the assistant.",
    "join-locked": "Nobody new can join this class at the moment.",
    "not-in-room": "You are not in this room any more.",
    "not-found": "There is nothing here.",
    "no-such-code": "There is no class with this code.",
    "ended": "This class is over.",
    "not-started": "This class has not started yet.",
    "room-full": "This room is full.",
    "rooms-closed": "The rooms are closed.",
    "auto-breakouts": "Groups are made automatically in this class.",
    "name-taken": "Somebody in this class has this name.",
    "active-session-exists": "Another class of yours is running.",
    "already-answered": "You have answered already.",
    "conflict": "This does not fit what has happened meanwhile.",
    "held": "This waits for the teacher.",
    "too-large": "This is too large.",
    "too-often": "Too many tries. Please wait a moment.",
    "storage-unavailable":
      "Nothing can be saved at the moment. Please try again soon.",
  },
  problems: {
    bug: "Something went wrong on our side.",
    bugWithId: (id: string) =>
      `Something went wrong on our side. It has been written down as ${id}; please try again.`,
    method: "This address does not take such a request.",
    notJson: "The body must be JSON.",
    notForm: "The body must be a form.",
    notJsonType: "The request needs the header Content-Type: application/json.",
    socketOnly: "This address is for WebSockets.",
    foreignOrigin: "The request comes from another site.",
    fields: "Some fields are not as they should be.",
    bodyTooLarge: "The body of the request is too large.",
  },
  errorPage: {
    notAllowed: {
      title: "You may not see this page",
      text:
        "It belongs to somebody else, or the request came from another site.",
    },
    notFound: {
      title: "There is no such page",
      text: "The address may have a slip in it, or what was here has gone.",
    },
    bug: {
      title: "Something went wrong on our side",
      text: "It has been written down. Please try again.",
    },
    notNow: {
      title: "Not now, please",
      text: "The server cannot answer at the moment. Please try again soon.",
    },
    other: {
      title: "This did not work",
      text: "Go back, and please try again.",
    },
    home: "To the first page",
    number: (id: string) => `If you tell somebody about it, give them ${id}.`,
  },

  /** What the launcher and the server say in the terminal. */
  start: {
    building: "Building Homeroom; this takes a few seconds.",
    welcome: (address: string, nearby: string[]) =>
      [
        "",
        `Homeroom is ready: ${address}`,
        "",
        "  1. Open it and choose Teacher Portal, then make an account.",
        "  2. Create a new session. It shows a join code.",
        nearby.length > 0
          ? `  3. Students in the same network open ${
            nearby.join(" or ")
          } and enter the code.`
          : "  3. Students open the same address and enter the code.",
        "",
        "Ctrl+C stops it. What was said is kept.",
        "",
      ].join("\n"),
    locked: (place: string) =>
      `Another Homeroom is using the data in ${place}. Stop that one first, or set DATA_DIR to another folder.`,
    portTaken: (port: number) =>
      `Port ${port} is taken by another program. Stop that one, or choose another port: PORT=8001.`,
    cannotOpen: (place: string, why: string) =>
      `The data in ${place} cannot be opened: ${why}`,
  },
  /** What the operator's commands say in the terminal. */
  operator: {
    grantUsage:
      "Give the e-mail address of an account: deno task grant lin@example.org (with --take after it, to take the plan back).",
    resetUsage:
      "Give the e-mail address of an account: deno task reset-link lin@example.org",
    noAccount: (email: string) => `There is no account with ${email}.`,
    granted: (email: string) => `${email} has the Teacher plan now.`,
    taken: (email: string) =>
      `${email} does not have the Teacher plan any more.`,
    backupUsage:
      "Give the folder that the backup is written to: deno task backup homeroom.backup",
    restoreUsage:
      "Give the folder that a backup was written to: deno task restore homeroom.backup",
    backupRemote:
      "The data is on a KV server: back it up and restore it there, with its own tools.",
    noData: (path: string) => `There is no file ${path}.`,
    fileExists: (path: string) =>
      `${path} exists already. Choose another name; nothing was written.`,
    notABackup: (path: string) =>
      `${path} is not a backup of Homeroom. Nothing was changed.`,
    stopFirst: "A server is using the data. Stop it first, then restore.",
    bucketStays:
      "Uploaded files are in the bucket and not in the backup: back that up with its own tools.",
    backedUp: (path: string) => `The backup is in ${path}.`,
    restored: (sessions: number, kept: string) =>
      `Restored, with ${sessions} ${
        sessions === 1 ? "session" : "sessions"
      }. What was there before is kept as ${kept}. Open pages load again by themselves.`,
  },

  /** The chat panel, wherever it floats. */
  chat: {
    title: "Chat",
    close: "Close",
    unread: (count: number) =>
      count === 1 ? "1 new message" : `${count} new messages`,
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
    earlier: "Show earlier messages",
    latest: "Jump to latest",
    deleted: "This message was deleted.",
    pending: "Waiting to be sent",
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
      "not-allowed": "you may not write here.",
      "removed": "the teacher has removed you from this class.",
      "muted": "the teacher has muted you. You can still read.",
      "chat-paused":
        "the teacher has paused the chat. Try again when it goes on.",
      "not-in-room": "you are not in this room any more.",
      "not-found": "the file is not there any more. Attach it again.",
      "ended": "the class is over. Copy it if you want to keep it.",
      "not-started": "the class has not started yet. Try again when it has.",
      "rooms-closed": "the breakout sessions are over.",
      "conflict": "another message had the same number. Try again.",
      "held": "it waits for the teacher.",
      "too-large": "it is too large. Copy it and send it in parts.",
      "too-often": "there were too many at once. Try again in a moment.",
      "storage-unavailable":
        "nothing can be saved at the moment. Try again soon.",
    } as Readonly<Record<string, string>>,
    refusedOther: "the class did not take it. Try again, or copy it.",
  },

  /** Files, wherever they are attached and shown. */
  files: {
    attach: "Attach file",
    chosen: "Files that go out with the message",
    remove: (name: string) => `Do not send ${name}`,
    tooLarge: (name: string, bytes: number) =>
      `“${name}” was not attached: it has ${
        bytes < 53_000_000
          ? `${
            bytes.toLocaleString("en")
          } bytes, and a file can have 52,428,800`
          : `${sizeOf(bytes)}, and a file can have 50 MB`
      } at most.`,
    drop: "Drop files here to attach them",
    pasted: (time: string) => `Pasted image ${time}`,
    sending: (name: string) => `Sending ${name}`,
    progress: (sent: number, all: number) =>
      sent >= all
        ? "Arriving …"
        : `${Math.floor(100 * sent / Math.max(1, all))} % sent`,
    waiting: "Goes out when the network is back.",
    notKept: "Keep this page open until then: this device cannot keep it.",
    cancelName: (name: string) => `Cancel ${name}`,
    aFile: "A file",
    download: "Download",
    enlarge: (name: string) => `Enlarge ${name}`,
    size: sizeOf,
  },

  /** The assistant, on whatever page it is. */
  assistant: {
    title: "Assistant",
    you: "You",
    conversations: "Conversations",
    begin: "New conversation",
    untitled: "New conversation",
    noneYet: "What you ask is listed here.",
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
    handInTitle: "Share Messages",
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
  },

  /** Breakout rooms, wherever one meets them. */
  groups: {
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
    backSoon:
      "You go back to the main room in half a minute. Finish your sentence.",
    backNow: "Ten seconds, then you are back in the main room.",
    left: (seconds: number) =>
      seconds >= 60 ? "One minute left." : `${seconds} seconds left.`,
    started: "The breakout sessions have started.",
    youAreIn: (name: string, others: string) =>
      others
        ? `You are in ${name} now, with ${others}.`
        : `You are in ${name} now. You are the first one.`,
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
    choiceRefused: {
      "room-full": "This group has just become full. Please choose another.",
      "rooms-closed": "The breakout sessions are over.",
      "not-found": "This group is not there any more.",
      "auto-breakouts": "Groups are made automatically now.",
      "not-allowed": "The teacher says now who is in which group.",
    } as Readonly<Record<string, string>>,
    broadcastBadge: "To all groups",
    from: (name: string) => `from ${name}`,
    mark: "Mark for the main room",
    marked: "Marked for the main room",
    markHint: "The teacher can bring marked messages back to the main room",
    broughtBack: "Brought back to the main room",
    sendTo: (name: string) => `Send to ${name}`,
    sendToMain: "Send to main room",

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
    plus: (minutes: number) => `+${minutes} min`,
    bringBack: "Bring back",
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
    students: (count: number) =>
      count === 1 ? "1 student" : `${count} students`,
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
    movedTo: (names: string, room: string) => `Moved to ${room}: ${names}.`,
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
    noRooms: "There are no groups yet.",
    noStudents: "Nobody has joined yet.",
    show: (name: string) => `Show ${name}`,
    showAll: "All students",
    arrived: (names: string) => `${names} joined.`,
    gone: (names: string) => `${names} left.`,
    studentsHeading: "Students",
    groupsHeading: "Groups",

    // The board on the session page.
    board: "Groups",
    boardEmpty: "No groups yet",
    boardEmptyText:
      "Groups fill themselves as students join, or you make rooms and say who is where.",
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
  },

  /** The names that a teacher pastes before class. */
  classList: {
    title: "Class list",
    names: "Names",
    hint:
      "A name a line; or two columns, name and group. Students pick theirs when they join.",
    keep: (count: number) =>
      count === 1 ? "Keep 1 name" : `Keep ${count} names`,
    missing: (names: readonly string[]) => `Missing: ${names.join(", ")}`,
    allHere: "Everyone on the class list is here.",
    pick: "Pick your name from the list, or write it",
  },

  /** The page of a class. */
  classPage: {
    title: (name: string) => `${name} – Homeroom`,
    welcomeBack: (name: string) =>
      `Welcome back, you have rejoined as ${name}.`,
    renamed: (name: string) =>
      `Somebody in this class has your name already, so here you are ${name}.`,
    endsIn: (time: string) => `Ends in ${time}`,
    endsSoon: (minutes: number) =>
      minutes === 1
        ? "This class ends in one minute."
        : `This class ends in ${minutes} minutes.`,
    ending: "This class is ending.",
    openChat: "Open the chat",
    menu: (name: string) => `${name}: your menu`,
    joinedAs: "You are here as",
    my: "My conversations",
    leave: "Leave class",
    notYou: (name: string) => `Not ${name}?`,
    leaveHint:
      "This browser forgets you and deletes its copy of the class. What you said stays in the class.",
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
        text: "Join again with the code from your teacher.",
      },
    },
    unsent: "You had not sent this",
    unsentHint:
      "It is shown this once. Copy what you want to keep: it is not on this device any more.",
    copyAll: "Copy",
    joinAgain: "Join a class",
  },
};

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
