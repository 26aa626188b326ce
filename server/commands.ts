/** The commands of the command line. A command's module is loaded only when the command runs. */
import { commandTexts as t } from "../locales/terminal.ts";
import type { Command } from "./command.ts";

export const commands: Readonly<Record<string, Command>> = {
  start: {
    texts: t.start,
    load: async () => (await import("./launcher.ts")).start,
  },
  demo: {
    texts: t.demo,
    load: async () => (await import("./demo/demo.ts")).demonstrate,
  },
  backup: {
    texts: t.backup,
    argCounts: [1, 1],
    load: async () => (await import("./operator/backup.ts")).makeBackup,
  },
  restore: {
    texts: t.restore,
    argCounts: [0, 1],
    load: async () => (await import("./operator/restore.ts")).restore,
  },
  move: {
    texts: t.move,
    argCounts: [0, 1],
    load: async () => (await import("./operator/move.ts")).moveData,
  },
  "move-files": {
    texts: t["move-files"],
    argCounts: [1, 1],
    load: async () => (await import("./operator/move_files.ts")).moveFiles,
  },
  accounts: {
    texts: t.accounts,
    argCounts: [0, 1],
    load: async () => (await import("./operator/accounts.ts")).listAccounts,
  },
  grant: {
    texts: t.grant,
    argCounts: [1, 1],
    load: async () => (await import("./operator/grant.ts")).grant,
  },
  "reset-link": {
    texts: t["reset-link"],
    argCounts: [1, 1],
    load: async () => (await import("./operator/reset_link.ts")).resetLink,
  },
  "link-account": {
    texts: t["link-account"],
    argCounts: [1, 2],
    load: async () => (await import("./operator/link_account.ts")).linkAccount,
  },
  doctor: {
    texts: t.doctor,
    load: async () => (await import("./operator/doctor.ts")).examine,
  },
};
