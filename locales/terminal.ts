export interface CommandHelp {
  /** One line for the list of all commands. */
  readonly about: string;
  /** Its arguments, such as `FOLDER`. */
  readonly args?: string;
  /** A sentence for each option. */
  readonly options?: Readonly<Record<string, string>>;
  /** The names of values that options take, such as `PLACE`. */
  readonly optionValues?: Readonly<Record<string, string>>;
  /** Further sentences of its help. */
  readonly more?: string;
  /** Arguments of an example. */
  readonly example?: string;
}

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
    .join("\n");
};

function versionWithCommit(version: string, commit: string | null): string {
  return `Homeroom ${version}${commit === null ? "" : ` (${commit})`}`;
}

/** The command line itself: help, and errors in what was given. */
export const commandLineTexts = {
  version: versionWithCommit,
  notPermitted: (path: string, user: string) =>
    `The user ${user} may not read or write ${path}. Run this as the user who owns the data (a service has a command for that: sudo homeroom …), or give that user the file.`,
  help: (rows: readonly (readonly [string, string])[]) =>
    `Usage: homeroom COMMAND
${columns(rows)}

“deno task homeroom” stands for homeroom, and each command is a task of its own: deno task backup FOLDER. On Node it is
“node .output/node/homeroom.mjs”. homeroom COMMAND --help says more of each. Environment variables set Homeroom up: see
docs/settings.md.`,
  usage: (name: string, help: CommandHelp) => {
    const options = Object.entries(help.options ?? {}).map((
      [option, description],
    ) =>
      [
        [option, help.optionValues?.[option] ?? ""].join(" ").trim(),
        description,
      ] as const
    );
    const call = [
      "Usage: homeroom",
      name,
      ...help.args ? [help.args] : [],
      ...options.map(([option]) => `[--${option}]`),
    ].join(" ");
    return [
      call,
      `${help.about}.${help.more ? ` ${help.more}` : ""}`,
      ...options.length > 0
        ? [
          columns(
            options.map(([name, description]) => [`--${name}`, description]),
          ),
        ]
        : [],
      ...help.example ? [`For example: homeroom ${name} ${help.example}`] : [],
    ].join("\n");
  },
  seeHelp: "homeroom --help lists all commands.",
  noCommand: "A command is missing.",
  unknownCommand: (name: string) => `There is no command ${name}.`,
  unknownOption: (name: string) => `There is no option ${name}.`,
  noValue: (name: string) => `${name} takes no value.`,
  needsValue: (name: string) => `${name} needs a value.`,
  missing: (args: string) => `Something is missing: ${args}`,
  superfluous: (argument: string) => `Unexpected argument: ${argument}`,
};

export const commandTexts = {
  start: {
    about: "Runs Homeroom, and builds it first if its sources have changed",
    more: "Environment variables set it up: see docs/settings.md.",
  },
  demo: {
    about: "Runs a made-up lesson on this machine, on data of its own",
  },
  backup: {
    about: "Copies the data into a new folder, also while the server runs",
    args: "FOLDER",
    example: "homeroom.backup",
  },
  restore: {
    about: "Replaces the data with a backup, and keeps the data from before",
    args: "[FOLDER]",
    options: { yes: "replaces the data without asking" },
    more:
      "The server must be stopped. Where the database is in PostgreSQL, run this after pg_restore: it brings the uploaded files in FOLDER back, and makes the classes new to the devices that know them. Leave FOLDER out if the files are in a bucket.",
    example: "homeroom.backup",
  },
  move: {
    about: "Copies the data to a new file or an empty database in PostgreSQL",
    args: "[TO]",
    options: {
      from: "copies from there, in place of where the settings have the data",
    },
    optionValues: { from: "PLACE" },
    more:
      "Without TO, it copies to where the setting MOVE_TO says: an address with a password belongs there, as others see what is on a command line. It also checks the copy. The servers must be stopped. The data also stays where it is.",
    example: "/srv/homeroom.kv",
  },
  "move-files": {
    about: "Copies the uploaded files into the bucket, or back to the disk",
    args: "bucket|disk",
    more:
      "It compares each copy, and can be run again if it is interrupted. The servers must be stopped. The files also stay where they are.",
    example: "bucket",
  },
  accounts: {
    about: "Lists the accounts of teachers",
    args: "[PART]",
    more: "PART is part of an e-mail address or a name.",
    example: "@example.org",
  },
  grant: {
    about: "Gives an account the Teacher plan",
    args: "EMAIL",
    options: { take: "takes the plan away instead" },
    example: "lin@example.org",
  },
  "reset-link": {
    about: "Prints a link that sets a new password for an account",
    args: "EMAIL",
    more: "The link works once, for a day.",
    example: "lin@example.org",
  },
  "link-account": {
    about: "Gives an account to the teacher who signs in with the school",
    args: "EMAIL [ADDRESS]",
    more:
      "Name the account by its e-mail address; if the school has another address for the teacher, add that.",
    example: "lin@old.example lin@school.example",
  },
  doctor: {
    about: "Tries everything that the settings name, and says what to do",
    more:
      "It changes nothing. Run it with the server’s settings, while the server runs.",
  },
} satisfies Record<string, CommandHelp>;

export const startTexts = {
  version: versionWithCommit,
  systemdUnreachable: (reason: string) =>
    `systemd could not be told how Homeroom is: ${reason}`,
  loading: "Loading packages. The first time, this takes a while.",
  building: "Building Homeroom. This takes a few seconds.",
  /** `isInsecure`: students connect over plain http (D-4). */
  welcome: (address: string, nearby: string[], isInsecure: boolean) =>
    [
      "",
      `Homeroom is ready: ${address}`,
      "",
      "  1. Open it, choose Start a class, and make an account or sign in.",
      "  2. The page shows the code of your class.",
      nearby.length > 0
        ? `  3. Students in the same network open ${
          nearby.join(" or ")
        } and enter the code.`
        : "  3. Students open the same address and enter the code.",
      ...isInsecure
        ? [
          "",
          "This is plain http. If the network fails, nobody should reload their page: an open page keeps what they write",
          "and sends it later, a reloaded page shows an error until the network is back. With https, reloading is safe:",
          "see “Https in a school’s network” in docs/deploy/network.md.",
        ]
        : [],
      "",
      "Press Ctrl+C to stop it. The classes are kept.",
      "",
    ].join("\n"),
  openToAll: (tokens: number) =>
    `OPENAI_API_KEY is set and SIGN_UP is open: anyone who finds this server can sign up and use the key, up to ${
      tokens.toLocaleString("en")
    } tokens a day. Set SIGN_UP=closed when all teachers have signed up, or set ASSISTANT_SERVER_TOKENS to what you can afford.`,
  cheapPasswords: (cost: number, usual: number) =>
    `PASSWORD_COST is ${cost}, which is for tests: whoever gets a copy of the data can guess passwords quickly. Remove the setting, or set it to ${usual} or more.`,
  needsBucket:
    "Uploads are refused: Deno Deploy has no disk that keeps files. To allow uploads, set S3_BUCKET, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  cannotBuild: (folder: string) =>
    `Homeroom in ${folder} needs to be built, and this user can’t write there. Run deno task build as a user who can, with the same settings, then start Homeroom again.`,
  /** For a service or a container, which is never built where it runs. */
  cannotBuildHere: (folder: string) =>
    `Homeroom in ${folder} needs to be built, and this user can’t write there. A service or an image is built before it runs: see “Updating, and going back” in docs/deploy/systemd.md or docker.md.`,
  unknownSettings: (
    unknown: readonly { name: string; meant: string | null }[],
  ) =>
    `Homeroom has no setting ${
      unknown.map(({ name, meant }) =>
        meant === null ? name : `${name} (${meant}?)`
      ).join(", ")
    }, so it has no effect. docs/settings.md has all names.`,
  locked: (name: "DATA_DIR" | "KV_URL", place: string) =>
    `Another Homeroom is using the data in ${place}. Stop it first, or set ${name} to another ${
      name === "KV_URL" ? "file" : "folder"
    }.`,
  notOverwritten:
    "Deleted data is still in the database’s file: rewriting the file failed. Homeroom tries again in an hour. The disk needs as much free space as the database has.",
  neverQuiet:
    "Deleted data is still in the database’s file: for a day, there was no minute without changes. End the classes that nobody uses; the file is rewritten in the next quiet minute.",
  halfRestored: (place: string) =>
    `A restore of ${place} was interrupted, so the data is incomplete. Run it again: deno task restore FOLDER, with the backup’s folder.`,
  newerData: (
    place: string,
    dataFormat: number,
    version: string,
    newestFormat: number,
  ) =>
    `A newer Homeroom wrote the data in ${place} (format ${dataFormat}; this version, ${version}, reads up to ${newestFormat}). Nothing was changed. Start the newer version, or restore a backup from before it.`,
  newerVersion: (place: string, dataVersion: string, version: string) =>
    `Homeroom ${dataVersion} wrote the data in ${place}, and this is ${version}, which may not know all that is there: notes to staff, for instance, could wait unseen. Nothing was changed. Start ${dataVersion}, restore a backup from before it, or set NEWER_DATA=open to use the data with ${version} anyway.`,
  nothingStored:
    "The storage takes no writes, so people can read, and what they write waits on their devices. Homeroom tries again, and says when the storage is back. Look at the disk’s free space; a database may be a read-only standby.",
  portTaken: (port: number) =>
    `Another program is using port ${port}. Stop it, or choose another port: PORT=8001.`,
  portForbidden: (port: number) =>
    `This user can’t use port ${port}. Choose one above 1023: PORT=8001.`,
  cannotListen: (host: string, port: number, reason: string) =>
    `The server can’t listen at HOST "${host}", port ${port} (${reason}). Set HOST to an address of this machine, such as 127.0.0.1, or leave it out to use all addresses.`,
  noDataDir: (folder: string, reason: string) =>
    `The folder "${folder}" can’t be created (${reason}). Set DATA_DIR to a folder that this user can write to.`,
  readableData: (path: string, reason: string) =>
    `Other users of this machine can read ${path}, and Homeroom couldn’t change that (${reason}). Take their permissions away as its owner (chmod go= ${path}), or move the data to a folder that belongs to this user.`,
  secretTwice: (name: string, fileName: string) =>
    `The settings ${name} and ${fileName} are both set: remove one of them.`,
  secretEmpty: (fileName: string, path: string) =>
    `The setting ${fileName} names the file ${path}, which is empty: write the secret into it.`,
  secretUnreadable: (fileName: string, path: string, reason: string) =>
    `The setting ${fileName} names the file ${path}, which can’t be read (${reason}). Check the path, and that this user may read the file.`,
  postgresTooOld: (version: string) =>
    `it is PostgreSQL ${version}, and Homeroom needs 14 or newer`,
  postgresNewer: "a newer Homeroom has made its tables",
  postgresAddresses: (address: string) =>
    `the certificates of several servers can’t be checked against addresses such as ${address}: give the servers by their names`,
  postgresNotDurable:
    "PostgreSQL runs with fsync = off: unless its storage keeps writes in another way, a power failure loses messages that pages show as sent.",
  fullDisk: (folder: string) =>
    `The disk of ${folder} is full, so the data there can’t be opened. Make room and start again.`,
  readOnlyDisk: (folder: string) =>
    `The disk of ${folder} takes no writes: it is mounted read-only, as Linux does when it finds errors (see dmesg). Check the disk, mount it again, and start again.`,
  cannotOpen: (name: string, place: string, reason: string) =>
    `The data in ${place} can’t be opened (${reason}). If it belongs to another user, give it to the one who runs the server; if it is somewhere else, set ${name}; if it is damaged, restore a backup: deno task restore FOLDER.`,
};

export const demonstrationTexts = {
  coming: (students: number) =>
    `A teacher and ${students} students are joining.`,
  ready: (page: string, people: { name: string; address: string }[]) =>
    [
      "",
      `The lesson has started. See it from three sides: ${page}`,
      "",
      ...people.map(({ name, address }) => `  as ${name}: ${address}`),
      "",
      "This is a demonstration; everyone in it is made up. Ctrl+C ends it and deletes everything.",
      "",
    ].join("\n"),
  died: (code: number) =>
    `The demonstration has stopped: its server ended unexpectedly (exit code ${code}). Start it again.`,
  ended: "The demonstration is over. Everything in it was deleted.",
  page: {
    "en": {
      title: "Homeroom: a lesson, from three sides",
      what:
        "A class of 28 has a live lesson: they chat in English and Chinese, vote, work in groups and ask an assistant, and their teacher sees who needs help. This is a demonstration: everyone in it is made up, and Ctrl+C deletes everything. Each frame works: write, vote or raise a hand. If you end the class, press Ctrl+C and start again.",
      teacher: (name: string) => `${name}, the teacher`,
      student: (name: string) => `${name}, on a phone`,
      alone: "New tab",
      whose: "Whose page",
    },
    "zh-TW": {
      title: "Homeroom：從三個角度看一堂課",
      what:
        "28 位學生正在上課：用中文和英文聊天、投票、分組討論、向 AI 助理提問，老師看得到誰需要協助。這是示範：人物和內容都是虛構的，按 Ctrl+C 就全部消失。每個畫面都能操作：可以留言、投票或舉手。如果結束了課堂，請按 Ctrl+C 再重新執行。",
      teacher: (name: string) => `${name}（老師）`,
      student: (name: string) => `${name}，使用手機`,
      alone: "新分頁",
      whose: "看誰的畫面",
    },
  },
};

export const operatorTexts = {
  passwordsOff:
    "No link was made: passwords are off (PASSWORDS=off). To give the account to a teacher who signs in with the school, run deno task link-account lin@example.org",
  linkOff:
    "Sign-in with the school is not set up: OIDC_ISSUER is not set. Run this command with the server’s settings (see docs/deploy/sign-in.md).",
  linkApproved: (email: string, address: string) =>
    `For 30 days, the account ${email} goes to the teacher who signs in with the school as ${address}. Its password and open sign-ins then stop working.`,
  linkTaken: (address: string) =>
    `${address} already has another account. Its teacher must delete that account first (Account, then Delete account).`,
  noAddress:
    "The server’s address is not known. Put it in front of this, or set BASE_URL:",
  noAccount: (email: string) =>
    `No account has the address ${email}. Check the address, and that DATA_DIR or KV_URL is the server’s.`,
  byPassword: "password",
  bySchool: "school",
  plan: "Teacher plan",
  accountsFound: (count: number) =>
    count === 1 ? "1 account." : `${count} accounts.`,
  granted: (email: string) => `${email} now has the Teacher plan.`,
  operatorsPages: "OPERATORS names this account: its pages are at /operator.",
  taken: (email: string) => `${email} no longer has the Teacher plan.`,
  noPlaceToMove:
    "Nothing was moved: name a new file, or an address that begins with postgres://.",
  noMoveTarget:
    "Nothing was moved: name a new file, or put the address of an empty database into the setting MOVE_TO.",
  passwordOnCommandLine:
    "Nothing was moved: the address has a password, which ps, the shell’s history and logs show. Put the address into the setting MOVE_TO, where KV_URL stands, and run this without it; then change the password.",
  moveSame: (place: string, file: string | null) =>
    `Nothing was moved: the data is to go from ${place} to itself. ${
      file === null
        ? "Name another place; --from names where the data is, if that is not where the settings say."
        : `The data of before is in ${file}: add --from ${file}`
    }`,
  moveNothing: (place: string, file: string | null) =>
    `Nothing was moved: there is no data in ${place}. ${
      file === null
        ? "Check KV_URL and DATA_DIR, or name with --from where the data is."
        : `The data of before is in ${file}: add --from ${file}`
    }`,
  moveBegins: (from: string, to: string) => `From ${from} to ${to}.`,
  serversConnected: (place: string) =>
    `Nothing was changed: a server uses the data in ${place}. Stop all Homerooms that are connected to it, on all machines, then run this again.`,
  moveTargetUsed: (place: string) =>
    `Nothing was moved: there is data in ${place} already. Name an empty database.`,
  moveProgress: (entries: number) =>
    `${entries.toLocaleString("en")} entries copied …`,
  moveDiffers: (place: string) =>
    `The copy in ${place} differs from the data: a server has written meanwhile. Stop all servers, empty ${place}, and run this again.`,
  moved: (entries: number, place: string) =>
    `${
      entries.toLocaleString("en")
    } entries are in ${place}, and equal. Set KV_URL to it and start the server. Uploaded files stay in DATA_DIR or in the bucket; move-files copies them from one to the other.`,
  moveFilesWhere:
    "Nothing was copied: name where the files are to go, bucket or disk.",
  moveFilesNeedsBucket:
    "Nothing was copied: S3_BUCKET is not set. Set it, and its related settings, to the bucket.",
  filesNeedSpace: (folder: string, needed: string, free: string) =>
    `Nothing was copied: the files have ${needed}, and ${folder} has ${free} free.`,
  fileDiffers: (id: string) =>
    `The copy of the file ${id} differs from it. Run this again; if it stays so, check the disk or the bucket.`,
  filesCompared: (count: number, total: number) =>
    `${count.toLocaleString("en")} of ${total.toLocaleString("en")} files …`,
  filesMoved: (
    { to, same, copied, left }: {
      to: string;
      same: number;
      copied: number;
      left: number;
    },
  ) =>
    [
      `${(same + copied).toLocaleString("en")} files are in ${to}, and equal: ${
        copied.toLocaleString("en")
      } copied now, ${same.toLocaleString("en")} were there.`,
      ...left > 0
        ? [
          `${
            left.toLocaleString("en")
          } are not complete where they were, such as uploads that broke off; they were left out.`,
        ]
        : [],
    ].join(" "),
  filesNowInBucket: (folder: string) =>
    `Start the server with S3_BUCKET set. ${folder} is not read any more: delete it once all is well.`,
  filesNowOnDisk:
    "Remove S3_BUCKET from the settings and start the server. The bucket is not read any more: empty it once all is well.",
  restoreReplaces: (data: string, backup: string) =>
    `${data} will be replaced with ${backup}. The data from before is kept under another name.`,
  data: (
    path: string,
    megabytes: number,
    version: string | null,
    age: string,
  ) =>
    `${path} (${megabytes.toFixed(1)} MB, ${
      version === null ? "of an unknown version" : `of Homeroom ${version}`
    }, last changed ${age})`,
  backupOf: (path: string, age: string) =>
    `the backup in ${path} (from ${age})`,
  databaseCopied: (share: number) =>
    `${Math.floor(100 * Math.min(1, share))} % of the database is copied.`,
  checkingCopy: "Checking the copy of the database.",
  renewingClasses: "Making the classes new to the devices that know them.",
  filesCopied: (count: number) =>
    count === 1
      ? "1 uploaded file is copied."
      : `${count} uploaded files are copied.`,
  restoreAsks: "Replace the data? (y/N) ",
  restoreNeedsYes:
    "Nothing was changed: there is no terminal to ask in. To replace the data, add --yes.",
  notReplaced: "Nothing was changed.",
  backupRemote: (place: string) =>
    `No backup was made: the database is in PostgreSQL (${place}), which pg_dump backs up, and the uploaded files are in the bucket, which has tools of its own.`,
  filesBackedUp: (path: string, count: number, place: string) =>
    `The uploaded files are in ${path} (${
      count.toLocaleString("en")
    }). The database is in PostgreSQL (${place}): pg_dump backs it up, and must have done so before this.`,
  restoreNeedsFolder: "Something is missing: FOLDER",
  restoreReplacesFiles: (uploads: string, backup: string) =>
    `The uploaded files in ${uploads} will be replaced with those in ${backup}, as the database in PostgreSQL knows them. Those from before are kept under another name.`,
  restoreRenews: (place: string) =>
    `The classes in ${place} will be made new to the devices that know them, as is needed after pg_restore.`,
  noData: (path: string) =>
    `There is no file ${path}. Check the path, and DATA_DIR or KV_URL if the server sets them.`,
  fileExists: (path: string) =>
    `${path} already exists. Nothing was written; choose another name.`,
  notABackup: (path: string) =>
    `${path} is not a backup of Homeroom. Nothing was changed; name the folder that deno task backup wrote.`,
  newerBackup: (
    path: string,
    backupFormat: number,
    version: string,
    newestFormat: number,
  ) =>
    `A newer Homeroom made the backup in ${path} (format ${backupFormat}; this version, ${version}, reads up to ${newestFormat}). Nothing was changed. Restore it with the newer version, or use an older backup.`,
  damaged: (path: string) =>
    `The backup in ${path} is damaged. Nothing was changed; use another backup.`,
  notBackedUp: (reason: string) =>
    `No backup was made: it couldn’t be written (${reason}). The unfinished files were removed.`,
  damagedData: (path: string) =>
    `No backup was made: the data in ${path} is damaged. Stop the server and restore the last backup.`,
  notRestored: (reason: string) =>
    `Nothing was changed: the backup couldn’t be copied next to the data (${reason}). Check the disk’s free space and that this user can write there.`,
  stopFirst: "A server is using the data. Stop it first, then run this again.",
  bucketStays:
    "Uploaded files are in the bucket, not in the backup. Back up the bucket with its own tools.",
  backedUp: (path: string) => `The backup is in ${path}.`,
  backupNotNoted: (reason: string) =>
    `/operator will not show it, because last-backup.json in DATA_DIR could not be written: ${reason}`,
  /** `keptPaths`: where the data from before is. */
  restored: (sessions: number, keptPaths: readonly string[]) =>
    [
      `Restored. Classes in it: ${sessions}.`,
      ...keptPaths.length > 0
        ? [`The data from before is kept as ${keptPaths.join(" and ")}.`]
        : [],
      "Start the server; open pages then reload automatically.",
    ].join(" "),
};

export const doctorTexts = {
  states: { works: "ok", fails: "FAILS", unsure: "?", unused: "-" },
  settingsRead: "All of them can be used.",
  byCommandOnly: (command: string) =>
    `Not tried here. Run ${command} on the server’s machine.`,
  notSet: (name: string) => `Not set up (${name} is not set).`,
  allWorks: "Nothing fails.",
  someFail: (count: number) =>
    count === 1 ? "1 thing fails." : `${count} things fail.`,
  noAnswer: "no answer came in time",
  checkFailed: (name: string, reason: string) =>
    `The check of ${name} broke off: ${reason}`,
  noFolder: (folder: string) =>
    `${folder} does not exist yet. deno task start makes it; if there should be data, check DATA_DIR.`,
  notWritable: (folder: string) =>
    `This user can’t write in ${folder}. Run this as the server's user, or give the folder to that user.`,
  freeSpace: (folder: string, free: string) => `${folder} has ${free} free.`,
  diskFull: (finding: string, needed: string) =>
    `${finding} Free at least ${needed}: deletions rewrite the database, and a full disk stops all classes.`,
  uploadsRefused: (finding: string, reserve: string) =>
    `${finding} Uploads are refused below ${reserve} (FILES_RESERVE_MB). Free some, or give the folder a larger disk.`,
  inMemory: "KV_URL is :memory:, so everything is lost when the server ends.",
  halfRestored: (file: string) =>
    `A restore of ${file} was interrupted. Run deno task restore again.`,
  noDatabase: (file: string) =>
    `There is no ${file} yet. deno task start makes it; if there should be data, check DATA_DIR and KV_URL.`,
  damagedDatabase: (file: string) =>
    `${file} is damaged. Stop the server and restore the last backup.`,
  databaseReadOnly: (place: string, reason: string) =>
    `The database in ${place} can be read, but takes no writes (${reason}). Look at the disk’s free space; PostgreSQL may be a read-only standby.`,
  databaseWhole: (place: string) =>
    `${place} is whole, and this version can read it.`,
  noServer:
    "No server runs on this data. Start it, then run this again to check its address.",
  noServerAt: (address: string, reason: string) =>
    `No Homeroom answers at ${address} on this machine: ${reason}. Start it, or run this with its PORT and HOST.`,
  otherProgram: (status: number, type: string) =>
    `another program answers there (status ${status}${type && `, ${type}`})`,
  otherStatus: (status: number) => `its answer had status ${status}`,
  networkFailures: {
    refused: "nothing listens there (connection refused)",
    "no-name": "this machine finds no such name in DNS",
    unreachable: "the network has no way there",
    timeout: "no answer came in time",
    "unknown-authority":
      "this machine does not know the authority of its certificate; for one of your own, DENO_CERT names the file",
    "other-name": "its certificate is for another name",
    expired: "its certificate has expired",
    "not-tls": "it speaks no TLS at that port",
    reset: "the connection was closed before an answer came",
  },
  openFilesUnknown: "Not looked at: no server of this data runs here.",
  openFiles: (limit: number) =>
    limit === Infinity
      ? "The server may open any number of files."
      : `The server may open ${
        limit.toLocaleString("en")
      } files, enough for about ${
        Math.floor(limit / 2.2).toLocaleString("en")
      } people.`,
  fewOpenFiles: (limit: number, least: number) =>
    `The server may open only ${limit} files, and each person takes 2. Set LimitNOFILE in the unit, or ulimit -n, to ${
      least.toLocaleString("en")
    } or more.`,
  serverAnswers: (address: string, version: string) =>
    `Homeroom ${version} answers at ${address}.`,
  notHomeroom: (address: string, reason: string) =>
    `No Homeroom answers at ${address}: ${reason}. Check BASE_URL and the proxy.`,
  socketsPass: "Requests for WebSockets arrive whole.",
  socketsBlocked:
    "Requests for WebSockets arrive without their upgrade. The proxy must pass the Upgrade and Connection headers on: see docs/deploy/proxy.md.",
  noSockets: (reason: string) =>
    `Homeroom gave no answer to a request for a WebSocket under BASE_URL: ${reason}.`,
  proxyNotTrusted:
    "BASE_URL is https, so there is a proxy, but TRUST_PROXY is 0: everybody seems to have the proxy's address, and one person's wrong codes lock out all. Set TRUST_PROXY to the number of your proxies.",
  proxyTrusted: (count: number) =>
    `Addresses are read from X-Forwarded-For behind ${count} ${
      count === 1 ? "proxy" : "proxies"
    }. It must be their real number; with a higher one, anyone can claim any address.`,
  proxyRight: (count: number) =>
    `A made-up X-Forwarded-For is not believed behind ${count} ${
      count === 1 ? "proxy" : "proxies"
    }.`,
  proxyTrustedTooMuch: (count: number) =>
    `TRUST_PROXY is ${count}, more than there are proxies: anyone can claim any address in X-Forwarded-For, and try codes and passwords without end. Set it to the number of your proxies.`,
  proxyUntold:
    "Not tried: the answer under BASE_URL came from no server of this data folder.",
  proxyUnasked: (reason: string) => `Not tried under BASE_URL: ${reason}.`,
  filesOnDisk: (folder: string) =>
    `Not set up (S3_BUCKET is not set). Uploads are in ${folder}.`,
  otherBytes: "it returned other bytes",
  bucketWorks: (bucket: string) =>
    `An object was written to ${bucket}, read and deleted.`,
  bucketFails: (bucket: string, reason: string) =>
    `The bucket ${bucket} can’t be used: ${reason}. Check S3_BUCKET, S3_REGION, S3_ENDPOINT and the AWS_ keys, and that they may write, read and delete.`,
  mailWorks: (place: string) => `${place} accepts the sign-in.`,
  mailFails: (place: string, code: string) =>
    `${place} can’t be used (${code}). EAUTH: check user and password; ETLS: the certificate; otherwise name, port and firewall.`,
  alertsByMail: (address: string) =>
    `Alerts go to ${address}, by the mail server above. Ask there if one arrives.`,
  webhookWorks: (host: string) =>
    `${host} took a message of type test. It must refuse one with a wrong signature: see docs/deploy/alerts.md.`,
  webhookFails: (host: string, reason: string) =>
    `${host} did not take a message of type test (${reason}). It must answer with 2xx within 10 s, without a redirect. Check SAFETY_WEBHOOK, and SAFETY_WEBHOOK_SECRET on both sides.`,
  schoolWorks: (issuer: string) => `${issuer} publishes all that is needed.`,
  schoolFails: (issuer: string, reason: string) =>
    `Sign-in at ${issuer} can’t work: ${reason}. See docs/deploy/sign-in.md.`,
  modelQuestion: "Answer with one word.",
  emptyAnswer: "its answer was empty",
  modelWorks: (name: string, seconds: string) =>
    `${name} began to answer after ${seconds} s.`,
  modelFails: (name: string, reason: string) =>
    `${name} did not answer: ${reason}. Check OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL.`,
  guardHarmless: "How do plants turn sunlight into sugar?",
  guardThreat: "I will find you after school and kill you.",
  guardWorks: (name: string, seconds: string, kinds: readonly string[]) =>
    `${name} answered after ${seconds} s. It let a harmless question pass, and found ${
      kinds.join(", ")
    } in a threat.`,
  guardBlind: (name: string) =>
    `${name} answers, but found nothing in a threat to kill. Try another model.`,
  guardAlarmed: (name: string, kinds: readonly string[]) =>
    `${name} answers, but found ${
      kinds.join(", ")
    } in a harmless question. Try another model.`,
  guardUnknown: (
    name: string,
    unknown: readonly string[],
    knownKinds: readonly string[],
  ) =>
    `${name} knows no ${
      unknown.join(", ")
    }, so these of GUARD_STOPS stop nothing. It knows: ${
      knownKinds.join(", ")
    }.`,
  guardFails: (name: string, reason: string) =>
    `${name} did not answer as a guard: ${reason}. Check GUARD_MODEL, GUARD_API, GUARD_BASE_URL and GUARD_API_KEY.`,
  liveKitWorks: (url: string) => `${url} accepts the key.`,
  liveKitFails: (url: string, reason: string) =>
    `${url} can’t be used: ${reason}. Check LIVEKIT_URL and that LIVEKIT_API_KEY and LIVEKIT_API_SECRET are in its configuration.`,
  turnWorks: (urls: string) => `${urls} gives relay addresses.`,
  turnRefuses: (url: string, code: number) =>
    `${url} refuses with ${code}. For 401, TURN_SECRET must be its static-auth-secret, and its clock must be right.`,
  turnFails: (url: string, reason: string) =>
    `${url} does not answer: ${reason}. Check the address, and open its port for this transport.`,
  metricsWork: (url: string) => `${url} has the metrics.`,
  metricsOpen: (url: string) =>
    `Everybody can read ${url}: the proxy adds nothing to requests by which Homeroom could tell. Set METRICS_TOKEN.`,
  metricsFail: (url: string, status: number) =>
    `${url} answers with ${status}. Run this with the server’s METRICS and METRICS_TOKEN; without a token the server must listen at 127.0.0.1.`,
  clockRight: (host: string) => `This machine's clock agrees with ${host}.`,
  clockWrong: (host: string, seconds: number) =>
    `This machine's clock differs from that of ${host} by ${seconds} s. Turn time synchronisation on, such as timedatectl set-ntp true.`,
  noClock:
    "Not compared: the settings name no other server. Time synchronisation must be on.",
};
