/**
 * Faults that `main.ts` plants one by one to measure what the suite finds. They were chosen from the code, without
 * regard to its tests.
 */

export interface Fault {
  readonly id: string;
  /** Part of the program. */
  readonly floor: string;
  readonly file: string;
  /** Source text that occurs once in the file. */
  readonly from: string;
  /** Replacement of `from`. */
  readonly to: string;
  /** Loss to the user, or the broken rule of docs/architecture.md. */
  readonly breaks: string;
}

export const faults: readonly Fault[] = [
  {
    id: "guard-any-root",
    floor: "sync",
    file: "sync/guard.ts",
    from:
      `  if (kind === undefined) refuseMalformed("a write outside the outbox");\n`,
    to: "",
    breaks:
      "A member can write into the parts of their own document that belong to the server, such as their answers (SYNC-13).",
  },
  {
    id: "announce-before-store",
    floor: "sync",
    file: "sync/space/commit_loop.ts",
    from: `    const call = store.commit(space, expected, entry, {`,
    to: `    this.events.announce(updates);
    const call = store.commit(space, expected, entry, {`,
    breaks:
      "Others see a message before it is stored, and a crash loses it (SYNC-1).",
  },
  {
    id: "kv-other-commit",
    floor: "sync",
    file: "sync/kv/kv_store.ts",
    from: `    if (entry?.id !== id) return null;`,
    to: `    if (entry === undefined) return null;`,
    breaks:
      "An instance that lost a commit to another takes it for its own, so its messages are lost (SYNC-5).",
  },
  {
    id: "refused-facts-stored",
    floor: "sync",
    file: "sync/space/batch.ts",
    from: `      this.facts.length = factCount;\n`,
    to: "",
    breaks: "A refused decision still stores its facts in the KV.",
  },
  {
    id: "cache-keeps-deleted",
    floor: "sync",
    file: "sync/client/cache.ts",
    from: `    if (list && tookOut(transaction, this.#doc.getArray(list))) {\n`,
    to: `    if (list === "") {\n`,
    breaks:
      "The text of a deleted message stays on students' devices (CHAT-3).",
  },
  {
    id: "outbox-refused-as-sent",
    floor: "sync",
    file: "sync/client/outbox.ts",
    from: `      !pendingIds.has(id) && !this.#receipts.has(id)`,
    to: `      !pendingIds.has(id)`,
    breaks: "A refused message also stands there as one that was taken.",
  },
  {
    id: "wire-never-asks-why",
    floor: "sync",
    file: "sync/client/wire.ts",
    from: `    if (isDue && isOnline) this.#askWhy();`,
    to: `    if (isDue && !isOnline) this.#askWhy();`,
    breaks:
      "A page whose cookie is void tries to connect for ever and never says that one is out.",
  },
  {
    id: "collection-off-read",
    floor: "classroom",
    file: "classroom/access.ts",
    from: `      owner === who.member || (isCollected && owner !== undefined)
        ? "read"
        : null,`,
    to: `      owner !== undefined ? "read" : null,`,
    breaks:
      "A teacher can read students' conversations while collection is off (ACCESS-2).",
  },
  {
    id: "group-overfilled",
    floor: "classroom",
    file: "classroom/model/allocator.ts",
    from: `  return capacity === null || size < capacity;`,
    to: `  return capacity === null || size <= capacity;`,
    breaks: "A group gets one student more than it has places (GROUP-1).",
  },
  {
    id: "name-read-as-teachers",
    floor: "classroom",
    file: "classroom/people/names/impersonation.ts",
    from: `    : [readWords(words), readName(letters)];`,
    to: `    : [readWords(words)];`,
    breaks: "A student can join as “Ms L1n” where Ms Lin teaches.",
  },
  {
    id: "poll-last-batch-told",
    floor: "classroom",
    file: "classroom/checks/poll_counts.ts",
    from: `  return sumVotes(batches.slice(0, Math.max(0, full - 1)));`,
    to: `  return sumVotes(batches.slice(0, full));`,
    breaks:
      "From two counts of an anonymous poll the vote of one student can be told.",
  },
  {
    id: "part-scores-as-right",
    floor: "classroom",
    file: "classroom/model/questions/choices.ts",
    from:
      `      return Array.isArray(answer) && answer.length === right.length &&
        answer.every((id) => right.includes(id));`,
    to: `      return Array.isArray(answer) &&
        answer.every((id) => right.includes(id));`,
    breaks:
      "One of several right choices counts as the whole right answer to a quiz question.",
  },
  {
    id: "uncollected-title",
    floor: "classroom",
    file: "classroom/assistant/question_commands.ts",
    from:
      `  if (asker.role !== "student" || !sessionInfo(context.session, "collect")) {`,
    to: `  if (asker.role !== "student") {`,
    breaks:
      "The teacher sees what students ask the assistant about while collection is off (ACCESS-2).",
  },
  {
    id: "deleted-file-served",
    floor: "classroom",
    file: "classroom/files/files.ts",
    from: `    if (!isOthers && isUploaders) return entry;`,
    to: `    if (isUploaders) return entry;`,
    breaks:
      "A student still gets the file of their message that the teacher deleted (CHAT-3).",
  },
  {
    id: "erased-words-in-log",
    floor: "classroom",
    file: "classroom/deletion/erasure.ts",
    from: `      await sync.purge(s);\n`,
    to: "",
    breaks: "The words of an erased student stay in the log of the class.",
  },
  {
    id: "solution-shared",
    floor: "classroom",
    file: "classroom/checks/shared_checks.ts",
    from: `    const publicQuestions = questions.map(removeSolution);
    return {
      shared: {
        ...base,`,
    to: `    const publicQuestions = questions;
    return {
      shared: {
        ...base,`,
    breaks: "Students get the right answers together with the questions.",
  },
  {
    id: "wall-votes-twice",
    floor: "classroom",
    file: "classroom/walls/wall_commands.ts",
    from: `    if (on && earlierVotes.length === 0) {`,
    to: `    if (on) {`,
    breaks: "A student can vote for a question on the wall again and again.",
  },
  {
    id: "link-any-protocol",
    floor: "formats",
    file: "formats/markdown/safe_href.ts",
    from: `  return ["http:", "https:", "mailto:"].includes(url.protocol)`,
    to: `  return url.protocol !== "javascript:"`,
    breaks: "A link in a message may lead to a data: address (CHAT-2).",
  },
  {
    id: "stop-does-not-wait",
    floor: "server",
    file: "sync/space/space.ts",
    from: `    await this.commits.finish(refusal, patience);`,
    to: `    void this.commits.finish(refusal, patience);`,
    breaks:
      "On SIGTERM sockets close before commits in flight are stored (SYNC-15).",
  },
  {
    id: "writes-own-program",
    floor: "server",
    file: "server/permissions.ts",
    from: '    `--allow-write=${folders.join(",")}`,',
    to: '    `--allow-write=${[output, ...folders].join(",")}`,',
    breaks: "The running server may overwrite its own program.",
  },
  {
    id: "csp-images-from-anywhere",
    floor: "server",
    file: "routes/(http)/_security_headers.ts",
    from: `    "img-src 'self' data: blob:",`,
    to: `    "img-src 'self' data: blob: https:",`,
    breaks:
      "A page may load pictures from other sites, which tells them who reads it.",
  },
  {
    id: "cookie-for-scripts",
    floor: "server",
    file: "routes/(http)/_cookies.ts",
    from: "HttpOnly; SameSite=Lax${secure}`",
    to: "SameSite=Lax${secure}`",
    breaks: "Scripts can read the cookie of a sign-in.",
  },
  {
    id: "null-origin",
    floor: "routes",
    file: "routes/(http)/_origin.ts",
    from: `  if (origin === null) {`,
    to: `  if (origin === null || origin === "null") {`,
    breaks: "A sandboxed frame of another site can change things (ACCESS-4).",
  },
  {
    id: "body-without-bound",
    floor: "routes",
    file: "routes/(http)/_body.ts",
    from: `  if (bytes.length > mostBytes) throw tooLarge(mostBytes);\n`,
    to: "",
    breaks: "A body above its bound is read as if it ended there.",
  },
  {
    id: "csv-formula",
    floor: "exports",
    file: "exports/csv_format.ts",
    from: "  const harmless = isSpreadsheetFormula(text) ? `'${text}` : text;",
    to: '  const harmless = text.startsWith("=") ? `\'${text}` : text;',
    breaks:
      "A student's name or answer that begins with + or @ runs as a formula in the teacher's spreadsheet.",
  },
  // Faults visible only in a page.
  {
    id: "chat-does-not-follow",
    floor: "components",
    file: "components/chat/messages/message_scroller.ts",
    from: `    if (this.isAtEnd.peek() || !anchor) return null;`,
    to: `    if (!anchor) return null;`,
    breaks: "Who is at the end of the chat does not see new messages come in.",
  },
  {
    id: "offline-notice-missing",
    floor: "components",
    file: "components/chat_panel/ChatPanelDialog.tsx",
    from:
      `      return isSaved ? withReloadWarning(t.offline) : t.offlineNotKept;`,
    to: `      return isSaved ? null : t.offlineNotKept;`,
    breaks: "The chat does not say that there is no network.",
  },
  {
    id: "pending-looks-sent",
    floor: "components",
    file: "components/chat/messages/PendingMessage.tsx",
    from: `        <MessageState icon={<ClockIcon />} says={t.pending} />`,
    to: `        <MessageState icon={<ClockIcon />} says={t.sent} />`,
    breaks: "A message says that it was sent while it waits on the device.",
  },
  {
    id: "draft-follows-to-other-room",
    floor: "components",
    file: "components/client/TextBox.tsx",
    from: `  }, [session, place]);`,
    to: `  }, [session]);`,
    breaks:
      "What one has written for one's group stands in the box for the whole class after a change of room.",
  },
  {
    id: "phone-chat-stays-closed",
    floor: "components",
    file: "components/chat_panel/ChatPanelFrame.tsx",
    from: `    chat.showRoom(room);\n    position.setOpen(true);`,
    to: `    chat.showRoom(room);`,
    breaks: "On a phone the button of the chat does nothing.",
  },
  {
    id: "phone-scrolls-sideways",
    floor: "components",
    file: "components/class_page/class_page.css",
    from: `    grid-template-columns: repeat(3, minmax(0, 1fr));`,
    to: `    grid-template-columns: repeat(3, minmax(9rem, 1fr));`,
    breaks: "The page of a class scrolls sideways on a phone.",
  },
  {
    id: "focus-lost-with-disabled",
    floor: "components",
    file: "components/ui/focus_guard.ts",
    from: `    attributeFilter: ["disabled", "open"],`,
    to: `    attributeFilter: ["open"],`,
    breaks:
      "A button that is switched off by its own press loses the focus, and the keyboard begins at the top of the page.",
  },
  {
    id: "device-keeps-page",
    floor: "components",
    file: "components/sessions/clear_device.ts",
    from: `  await deleteCachedPage(seat.session);\n`,
    to: "",
    breaks:
      "After Leave class the next child at the computer can open the page of the child before.",
  },
  {
    id: "copy-unused-at-gateway-error",
    floor: "components",
    file: "static/sw.js",
    from: `  if (copy && !(first && first.status < 500)) return copy;`,
    to: `  if (copy && !first) return copy;`,
    breaks:
      "While the server restarts behind its proxy, a reload shows the proxy's error and not the copy of the class.",
  },
  {
    id: "board-moves-under-hand",
    floor: "components",
    file: "components/monitoring/grid/StudentGrid.tsx",
    from: `  const isStill = isLobby || kind !== null || orderRest.isResting ||
    isInUse.value ||`,
    to: `  const isStill = isLobby || kind !== null || orderRest.isResting ||`,
    breaks: "A tile moves away while the teacher is about to press it.",
  },
  {
    id: "page-breaks-composing",
    floor: "components",
    file: "components/pages/editor/page_editing.ts",
    from: `    this.#copy.holdOtherChanges();\n`,
    to: "",
    breaks:
      "A classmate's typing breaks off the Chinese character that one is composing in a page.",
  },
  {
    id: "drawing-hangs-after-cancel",
    floor: "components",
    file: "components/drawings/OwnDrawing.tsx",
    from: `    onPointerCancel: (event) => pen.onPointerUp(event),\n`,
    to: "",
    breaks:
      "After the system has taken a finger from the board one cannot draw any more.",
  },
  {
    id: "mute-not-obeyed",
    floor: "components",
    file: "components/calls/joined/own_devices.ts",
    from: `      effect(() => this.#obeyMute()),\n`,
    to: "",
    breaks:
      "The page of a student whom the teacher has muted goes on as if it were heard.",
  },
  {
    id: "running-check-does-not-open",
    floor: "islands",
    file: "components/desk/DeskHeader.tsx",
    from: `              showDeskPart("resources");\n`,
    to: "",
    breaks:
      "A press on the running quiz in the teacher's bar leads nowhere from another tab.",
  },
  {
    id: "chinese-parts-without-sheets",
    floor: "locales",
    file: "locales/vite_plugin.ts",
    from: `inLanguage(part.code, catalogue).replace(
                sheet,
                "$1../$2",
              ),`,
    to: `inLanguage(part.code, catalogue),`,
    breaks:
      "On the Chinese pages, parts that are loaded later, such as dialogs, never come.",
  },
];
