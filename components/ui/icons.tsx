/**
 * Icons, each an export, so that pages load only those they use. Shapes and names are Lucide's (ISC licence,
 * https://lucide.dev/license).
 */

/** @param turns mirrored in languages that are written from right to left */
export function makeIcon(outline: string, turns = false) {
  return () => (
    <svg
      class={turns ? "icon mirrors" : "icon"}
      width="20"
      height="20"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={outline} />
    </svg>
  );
}

/** `message-circle`. */
export const ChatIcon = /* @__PURE__ */ makeIcon(
  "M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719",
);

/** `notebook-text`: a prompt template. */
export const TemplateIcon = /* @__PURE__ */ makeIcon(
  "M2 6h4 M2 10h4 M2 14h4 M2 18h4 M6 2h12a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z M9.5 8h5 M9.5 12H16 M9.5 16H14",
);

/** `users`. */
export const PeopleIcon = /* @__PURE__ */ makeIcon(
  "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2 M16 3.128a4 4 0 0 1 0 7.744 M22 21v-2a4 4 0 0 0-3-3.87 M5 7a4 4 0 1 0 8 0 4 4 0 1 0-8 0",
);

/** `log-out`. */
export const LogOutIcon = /* @__PURE__ */ makeIcon(
  "m16 17 5-5-5-5 M21 12H9 M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4",
  true,
);

/** `check`. */
export const CheckIcon = /* @__PURE__ */ makeIcon("M20 6 9 17l-5-5");

/** `clock`. */
export const ClockIcon = /* @__PURE__ */ makeIcon(
  "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0 M12 6v6l4 2",
);

/** `circle-alert`. */
export const AlertIcon = /* @__PURE__ */ makeIcon(
  "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0 M12 8L12 12 M12 16L12.01 16",
);

/** `x`. */
export const CloseIcon = /* @__PURE__ */ makeIcon("M18 6 6 18 M6 6l12 12");

/** `pin`. */
export const PinIcon = /* @__PURE__ */ makeIcon(
  "M12 17v5 M9 10.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.76a2 2 0 0 0-1.11-1.79l-1.78-.9A2 2 0 0 1 15 10.76V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z",
);

/** `pin-off`. */
export const PinOffIcon = /* @__PURE__ */ makeIcon(
  "M12 17v5 M15 9.34V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H7.89 M2 2l20 20 M9 9v1.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h11",
);

/** `send`. */
export const SendIcon = /* @__PURE__ */ makeIcon(
  "M14.536 21.686a.5.5 0 0 0 .937-.024l6.5-19a.496.496 0 0 0-.635-.635l-19 6.5a.5.5 0 0 0-.024.937l7.93 3.18a2 2 0 0 1 1.112 1.11z M21.854 2.147l-10.94 10.939",
  true,
);

/** `chevron-down`. */
export const ChevronDownIcon = /* @__PURE__ */ makeIcon("m6 9 6 6 6-6");

/** `arrow-left`. */
export const ArrowLeftIcon = /* @__PURE__ */ makeIcon(
  "m12 19-7-7 7-7 M19 12H5",
  true,
);

/** `user-round`. */
export const PersonIcon = /* @__PURE__ */ makeIcon(
  "M7 8a5 5 0 1 0 10 0 5 5 0 1 0-10 0 M20 21a8 8 0 0 0-16 0",
);

/** `wifi-off`. */
export const OfflineIcon = /* @__PURE__ */ makeIcon(
  "M12 20h.01 M8.5 16.429a5 5 0 0 1 7 0 M5 12.859a10 10 0 0 1 5.17-2.69 M19 12.859a10 10 0 0 0-2.007-1.523 M2 8.82a15 15 0 0 1 4.177-2.643 M22 8.82a15 15 0 0 0-11.288-3.764 M2 2l20 20",
);

/** `lock`. */
export const LockIcon = /* @__PURE__ */ makeIcon(
  "M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z M7 11V7a5 5 0 0 1 10 0v4",
);

/** `pause`. */
export const PauseIcon = /* @__PURE__ */ makeIcon(
  "M15 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-16a1 1 0 0 1 1-1z M6 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-16a1 1 0 0 1 1-1z",
);

/** `plus`. */
export const PlusIcon = /* @__PURE__ */ makeIcon("M5 12h14 M12 5v14");

/** `undo-2`. */
export const UndoIcon = /* @__PURE__ */ makeIcon(
  "M9 14 4 9l5-5 M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11",
  true,
);

/** `triangle-alert`. */
export const WarningIcon = /* @__PURE__ */ makeIcon(
  "m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3 M12 9v4 M12 17h.01",
);

/** `grip-vertical`. */
export const MoveIcon = /* @__PURE__ */ makeIcon(
  "M9 5v.01 M9 12v.01 M9 19v.01 M15 5v.01 M15 12v.01 M15 19v.01",
);

/** `move-up-left`. */
export const ResizeIcon = /* @__PURE__ */ makeIcon("M5 11V5h6 M5 5l14 14");

/** `paperclip`. */
export const AttachIcon = /* @__PURE__ */ makeIcon(
  "m16 6-8.414 8.586a2 2 0 0 0 2.829 2.829l8.414-8.586a4 4 0 1 0-5.657-5.657l-8.379 8.551a6 6 0 1 0 8.485 8.485l8.379-8.551",
);

/** `file`. */
export const FileIcon = /* @__PURE__ */ makeIcon(
  "M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z M14 2v5a1 1 0 0 0 1 1h5",
);

/** `download`. */
export const DownloadIcon = /* @__PURE__ */ makeIcon(
  "M12 15V3 M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4 M7 10l5 5 5-5",
);

/** `hand`. */
export const HandIcon = /* @__PURE__ */ makeIcon(
  "M18 11V6a2 2 0 0 0-4 0 M14 10V4a2 2 0 0 0-4 0v2 M10 10.5V6a2 2 0 0 0-4 0v8 M18 8a2 2 0 1 1 4 0v6a8 8 0 0 1-8 8h-2c-2.8 0-4.5-.86-5.99-2.34l-3.6-3.6a2 2 0 0 1 2.83-2.82L7 15",
);

/** `bookmark`: **Bring back**. */
export const BringBackIcon = /* @__PURE__ */ makeIcon(
  "M19 21l-7-4-7 4V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v16z",
);

/** `square`: stops something. */
export const StopIcon = /* @__PURE__ */ makeIcon(
  "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z",
);

/** `sparkles`: made by AI. */
export const AssistantIcon = /* @__PURE__ */ makeIcon(
  "M9.937 15.5A2 2 0 0 0 8.5 14.063l-6.135-1.582a.5.5 0 0 1 0-.962L8.5 9.936A2 2 0 0 0 9.937 8.5l1.582-6.135a.5.5 0 0 1 .963 0L14.063 8.5A2 2 0 0 0 15.5 9.937l6.135 1.581a.5.5 0 0 1 0 .964L15.5 14.063a2 2 0 0 0-1.437 1.437l-1.582 6.135a.5.5 0 0 1-.963 0z",
);

/** `menu`: a list. */
export const ListIcon = /* @__PURE__ */ makeIcon("M4 6h16 M4 12h16 M4 18h16");

/** Languages. */
export const LanguagesIcon = /* @__PURE__ */ makeIcon(
  "m5 8 6 6 M4 14l6-6 2-3 M2 5h12 M7 2h1 M22 22l-5-10-5 10 M14 18h6",
);

/** `ellipsis`: more. */
export const MoreIcon = /* @__PURE__ */ makeIcon(
  "M11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0 M18 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0 M4 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0",
);

/** `reply`. */
export const ReplyIcon = /* @__PURE__ */ makeIcon(
  "M20 18v-2a4 4 0 0 0-4-4H4 M9 17l-5-5 5-5",
  true,
);

/** `dices`: random. */
export const DiceIcon = /* @__PURE__ */ makeIcon(
  "M4 10h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z M17.92 14l3.5-3.5a2.24 2.24 0 0 0 0-3l-5-4.92a2.24 2.24 0 0 0-3 0L10 6 M6 18h.01 M10 14h.01 M15 6h.01 M18 9h.01",
);

/** `layout-grid`: resources. */
export const ResourcesIcon = /* @__PURE__ */ makeIcon(
  "M4 3h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M15 3h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M15 14h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M4 14h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z",
);
