/** What is said in the terminal. */

/** What the launcher and the server say in the terminal. */
export const startWords = {
  version: (version: string) => `Homeroom ${version}`,
  loading: "Loading packages; the first time this takes a while.",
  building: "Building Homeroom; this takes a few seconds.",
  /** `plain`: students come over plain http (D-4). */
  welcome: (address: string, nearby: string[], plain: boolean) =>
    [
      "",
      `Homeroom is ready: ${address}`,
      "",
      "  1. Open it and choose Teacher Portal, then sign in or sign up.",
      "  2. Create a new session. It shows a join code.",
      nearby.length > 0
        ? `  3. Students in the same network open ${
          nearby.join(" or ")
        } and enter the code.`
        : "  3. Students open the same address and enter the code.",
      ...plain
        ? [
          "",
          "This is plain http. While there is no network, nobody should reload their page: an open page keeps what is",
          "written and sends it later, a reloaded one shows an error until the network is back. With https, reloading",
          "is safe: see “https in a school’s network” in DEPLOY.md.",
        ]
        : [],
      "",
      "Ctrl+C stops it. What was said is kept.",
      "",
    ].join("\n"),
  openToAll: (tokens: number) =>
    `OPENAI_API_KEY is set and SIGN_UP is open: anybody who finds this server can make an account and use the key, up to ${
      tokens.toLocaleString("en")
    } tokens a day. Set SIGN_UP=closed when all teachers have signed up, or ASSISTANT_SERVER_TOKENS to what you can afford.`,
  needsBucket:
    "On Deno Deploy no file lasts that is written to the disk. Set S3_BUCKET and its kin, and files go there.",
  cannotBuild: (folder: string) =>
    `The server in ${folder} is not built, older than its sources, or built without S3_BUCKET, and this user may not write there. Run deno task build as a user who may, with the same settings, then start it again.`,
  locked: (name: "DATA_DIR" | "KV_URL", place: string) =>
    `Another Homeroom is using the data in ${place}. Stop that one first, or set ${name} to another ${
      name === "KV_URL" ? "file" : "folder"
    }.`,
  notOverwritten: "Deleted data could not be overwritten in the database.",
  neverQuiet:
    "Deleted data still stands in the database’s file: for a day there was no minute in which nobody wrote to it.",
  halfRestored: (place: string) =>
    `A restore of ${place} was broken off, and the data is not whole. Do it again: deno task restore FOLDER, with the folder of the backup.`,
  newerData: (place: string, found: number, version: string, known: number) =>
    `The data in ${place} was written by a newer Homeroom (its form is ${found}; this one, ${version}, knows ${known}). Nothing was changed. Start that newer version again, or restore a backup from before it.`,
  portTaken: (port: number) =>
    `Port ${port} is taken by another program. Stop that one, or choose another port: PORT=8001.`,
  portForbidden: (port: number) =>
    `Port ${port} is not for this user. Choose one above 1023: PORT=8001.`,
  cannotListen: (host: string, port: number, why: string) =>
    `The setting HOST is "${host}", and the server cannot listen there at port ${port} (${why}). Set it to an address of this machine, such as 127.0.0.1, or leave it out for all of them.`,
  noDataDir: (folder: string, why: string) =>
    `The setting DATA_DIR is "${folder}", a folder that cannot be made (${why}). Set it to one that this user may write.`,
  cannotOpen: (name: string, place: string, why: string) =>
    `The data in ${place} cannot be opened (${why}). The setting ${name} says where it is.`,
};

/** What `deno task demo` says in the terminal and on its page. */
export const demonstration = {
  coming: (students: number) =>
    `A class is coming in: a teacher and ${students} students.`,
  ready: (page: string, people: { name: string; address: string }[]) =>
    [
      "",
      `The lesson has begun. See it from three sides: ${page}`,
      "",
      ...people.map(({ name, address }) => `  as ${name}: ${address}`),
      "",
      "This is a demonstration: everybody in it is made up. Ctrl+C ends it, and deletes all of it.",
      "",
    ].join("\n"),
  died: (code: number) =>
    `The demonstration is over: its server has ended by itself (exit code ${code}).`,
  ended: "The demonstration is over, and nothing of it is left.",
  page: {
    "en": {
      title: "Homeroom: a lesson, from three sides",
      what:
        "A class of 28 has a live lesson in the browser: they chat, vote, work in groups and ask an assistant, and their teacher sees who needs help. This is a demonstration: everybody in it is made up, and all of it is gone at Ctrl+C. Each frame works: write, vote or raise a hand. Signing out brings you back to the class; if you end the class, press Ctrl+C and start again.",
      teacher: (name: string) => `${name}, the teacher`,
      student: (name: string) => `${name}, on a phone`,
      alone: "Open",
      whose: "Whose page",
    },
    "zh-TW": {
      title: "Homeroom：從三個角度看一堂課",
      what:
        "28 位學生在瀏覽器裡上課：聊天、投票、分組討論、向 AI 助理提問，老師看得到誰需要協助。這是示範：人物和內容都是虛構的，按 Ctrl+C 就全部消失。每個畫面都能操作：可以留言、投票或舉手。登出會回到課堂；如果結束了課堂，請按 Ctrl+C 再重新執行。",
      teacher: (name: string) => `${name}（老師）`,
      student: (name: string) => `${name}，使用手機`,
      alone: "開啟",
      whose: "看誰的畫面",
    },
  },
};

/** What the operator's commands say in the terminal. */
export const operator = {
  grantUsage:
    "Give the e-mail address of an account: deno task grant lin@example.org (with --take after it, to take the plan back).",
  resetUsage:
    "Give the e-mail address of an account: deno task reset-link lin@example.org",
  passwordsOff:
    "Passwords are off (PASSWORDS=off). To give an account to somebody who signs in with the school: deno task link-account lin@example.org",
  linkUsage:
    "Give the e-mail address of an account, and after it the one that the school’s sign-in has for its teacher, where that is another: deno task link-account lin@old.example lin@school.example",
  linkOff:
    "Sign-in by the school is not set up here: OIDC_ISSUER is not set. Where the server has it, give this command the same settings (see DEPLOY.md).",
  linkApproved: (email: string, address: string) =>
    `The account ${email} will belong to whoever signs in with the school as ${address} within 30 days. Its password and every open sign-in end then.`,
  linkTaken: (address: string) =>
    `${address} has another account already. Its teacher can delete that one first (Account, then Delete account).`,
  noAddress:
    "The server’s address cannot be known: none runs on this data, and neither BASE_URL nor PORT is set. This is what follows after its address:",
  noAccount: (email: string) => `There is no account with ${email}.`,
  granted: (email: string) => `${email} has the Teacher plan now.`,
  taken: (email: string) => `${email} does not have the Teacher plan any more.`,
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
  newerBackup: (path: string, found: number, version: string, known: number) =>
    `The backup in ${path} was made by a newer Homeroom (its form is ${found}; this one, ${version}, knows ${known}). Nothing was changed. Restore it with that newer version, or take an older backup.`,
  damaged: (path: string) =>
    `The backup in ${path} is damaged. Nothing was changed; take another one.`,
  notBackedUp: (why: string) =>
    `There is no backup: it could not be written (${why}). What there was of it is removed.`,
  damagedData: (path: string) =>
    `There is no backup: the data in ${path} is damaged. Keep the last backup, stop the server and restore it.`,
  notRestored: (why: string) =>
    `Nothing was changed: the backup could not be copied beside the data (${why}).`,
  stopFirst: "A server is using the data. Stop it first, then restore.",
  bucketStays:
    "Uploaded files are in the bucket and not in the backup: back that up with its own tools.",
  backedUp: (path: string) => `The backup is in ${path}.`,
  /** `kept` null: there was nothing before. */
  restored: (sessions: number, kept: string | null) =>
    [
      `Restored. Sessions in it: ${sessions}.`,
      ...kept ? [`What was there before is kept as ${kept}.`] : [],
      "Open pages load again by themselves.",
    ].join(" "),
};
