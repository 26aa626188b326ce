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

/** `copy`. */
export const CopyIcon = /* @__PURE__ */ makeIcon(
  "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2z M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2",
);

/** `presentation`. */
export const PresentIcon = /* @__PURE__ */ makeIcon(
  "M2 3h20 M21 3v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V3 M7 21l5-5 5 5",
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

/** `chevron-right`. */
export const ChevronRightIcon = /* @__PURE__ */ makeIcon("m9 18 6-6-6-6", true);

/** `chevron-down`. */
export const ChevronDownIcon = /* @__PURE__ */ makeIcon("m6 9 6 6 6-6");

/** `arrow-left`. */
export const ArrowLeftIcon = /* @__PURE__ */ makeIcon(
  "m12 19-7-7 7-7 M19 12H5",
  true,
);

/** `arrow-right`. */
export const ArrowRightIcon = /* @__PURE__ */ makeIcon(
  "m12 5 7 7-7 7 M5 12h14",
  true,
);

/** `graduation-cap`. */
export const TeacherIcon = /* @__PURE__ */ makeIcon(
  "M21.42 10.922a1 1 0 0 0-.019-1.838L12.83 5.18a2 2 0 0 0-1.66 0L2.6 9.08a1 1 0 0 0 0 1.832l8.57 3.908a2 2 0 0 0 1.66 0z M22 10v6 M6 12.5V16a6 3 0 0 0 12 0v-3.5",
);

/** `user-round`. */
export const PersonIcon = /* @__PURE__ */ makeIcon(
  "M7 8a5 5 0 1 0 10 0 5 5 0 1 0-10 0 M20 21a8 8 0 0 0-16 0",
);

/** `wifi-off`. */
export const OfflineIcon = /* @__PURE__ */ makeIcon(
  "M12 20h.01 M8.5 16.429a5 5 0 0 1 7 0 M5 12.859a10 10 0 0 1 5.17-2.69 M19 12.859a10 10 0 0 0-2.007-1.523 M2 8.82a15 15 0 0 1 4.177-2.643 M22 8.82a15 15 0 0 0-11.288-3.764 M2 2l20 20",
);

/** `wifi`. */
export const OnlineIcon = /* @__PURE__ */ makeIcon(
  "M12 20h.01 M2 8.82a15 15 0 0 1 20 0 M5 12.859a10 10 0 0 1 14 0 M8.5 16.429a5 5 0 0 1 7 0",
);

/** `lock`. */
export const LockIcon = /* @__PURE__ */ makeIcon(
  "M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z M7 11V7a5 5 0 0 1 10 0v4",
);

/** `pause`. */
export const PauseIcon = /* @__PURE__ */ makeIcon(
  "M15 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-16a1 1 0 0 1 1-1z M6 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-16a1 1 0 0 1 1-1z",
);

/** `minus`. */
export const MinusIcon = /* @__PURE__ */ makeIcon("M5 12h14");

/** `plus`. */
export const PlusIcon = /* @__PURE__ */ makeIcon("M5 12h14 M12 5v14");

/** `search`. */
export const SearchIcon = /* @__PURE__ */ makeIcon(
  "m21 21-4.34-4.34 M3 11a8 8 0 1 0 16 0 8 8 0 1 0-16 0",
);

/** `undo-2`. */
export const UndoIcon = /* @__PURE__ */ makeIcon(
  "M9 14 4 9l5-5 M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11",
  true,
);

/** `triangle-alert`. */
export const WarningIcon = /* @__PURE__ */ makeIcon(
  "m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3 M12 9v4 M12 17h.01",
);

/** `door-open`. */
export const DoorIcon = /* @__PURE__ */ makeIcon(
  "M10 21H2 M10 3H7a2 2 0 00-2 2v16 M14 12h.01 M19 21V5a2 2 0 00-1.675-1.974l-6.163-1.013A1 1 0 0010 3v18a1 1 0 001.124.992z M22 21h-3",
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

/** `timer`. */
export const TimerIcon = /* @__PURE__ */ makeIcon(
  "M10 2h4 M12 14l3-3 M4 14a8 8 0 1 0 16 0 8 8 0 1 0-16 0",
);

/** `bookmark`: **Bring back**. */
export const BringBackIcon = /* @__PURE__ */ makeIcon(
  "M19 21l-7-4-7 4V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v16z",
);

/** `lock-open`. */
export const UnlockIcon = /* @__PURE__ */ makeIcon(
  "M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z M7 11V7a5 5 0 0 1 9.9-1",
);

/** `trash-2`. */
export const TrashIcon = /* @__PURE__ */ makeIcon(
  "M10 11v6 M14 11v6 M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6 M3 6h18 M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2",
);

/** `square`: stops something. */
export const StopIcon = /* @__PURE__ */ makeIcon(
  "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z",
);

/** `rotate-cw`. */
export const RetryIcon = /* @__PURE__ */ makeIcon(
  "M21 12a9 9 0 1 1-9-9c2.52 0 4.93 1 6.74 2.74L21 8 M21 3v5h-5",
);

/** `sparkles`: made by AI. */
export const AssistantIcon = /* @__PURE__ */ makeIcon(
  "M9.937 15.5A2 2 0 0 0 8.5 14.063l-6.135-1.582a.5.5 0 0 1 0-.962L8.5 9.936A2 2 0 0 0 9.937 8.5l1.582-6.135a.5.5 0 0 1 .963 0L14.063 8.5A2 2 0 0 0 15.5 9.937l6.135 1.581a.5.5 0 0 1 0 .964L15.5 14.063a2 2 0 0 0-1.437 1.437l-1.582 6.135a.5.5 0 0 1-.963 0z",
);

/** `inbox`: **Hand in**. */
export const HandInIcon = /* @__PURE__ */ makeIcon(
  "M22 12h-6l-2 3h-4l-2-3H2 M5.45 5.11 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.45-6.89A2 2 0 0 0 16.76 4H7.24a2 2 0 0 0-1.79 1.11z",
);

/** `menu`: a list. */
export const ListIcon = /* @__PURE__ */ makeIcon("M4 6h16 M4 12h16 M4 18h16");

/** `eye`. */
export const ViewIcon = /* @__PURE__ */ makeIcon(
  "M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0 M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0",
);

/** `glasses`: an observer. */
export const ObserveIcon = /* @__PURE__ */ makeIcon(
  "M2 15a4 4 0 1 0 8 0 4 4 0 1 0-8 0 M14 15a4 4 0 1 0 8 0 4 4 0 1 0-8 0 M14 15a2 2 0 0 0-2-2 2 2 0 0 0-2 2 M2.5 13 5 7c.7-1.3 1.4-2 3-2 M21.5 13 19 7c-.7-1.3-1.5-2-3-2",
);

/** Languages. */
export const LanguagesIcon = /* @__PURE__ */ makeIcon(
  "m5 8 6 6 M4 14l6-6 2-3 M2 5h12 M7 2h1 M22 22l-5-10-5 10 M14 18h6",
);

/** `ellipsis`: more. */
export const MoreIcon = /* @__PURE__ */ makeIcon(
  "M11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0 M18 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0 M4 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0",
);

/** `mic-off`: muted. */
export const MutedIcon = /* @__PURE__ */ makeIcon(
  "M2 2l20 20 M18.89 13.23A7.12 7.12 0 0 0 19 12v-2 M5 10v2a7 7 0 0 0 12 5 M15 9.34V5a3 3 0 0 0-5.68-1.33 M9 9v3a3 3 0 0 0 5.12 2.12 M12 19v3",
);

/** `reply`. */
export const ReplyIcon = /* @__PURE__ */ makeIcon(
  "M20 18v-2a4 4 0 0 0-4-4H4 M9 17l-5-5 5-5",
  true,
);

/** `pencil`. */
export const EditIcon = /* @__PURE__ */ makeIcon(
  "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z M15 5l4 4",
);

/** `menu`. */
export const MenuIcon = /* @__PURE__ */ makeIcon("M4 5h16 M4 12h16 M4 19h16");

/** `sliders-horizontal`: settings. */
export const SettingsIcon = /* @__PURE__ */ makeIcon(
  "M10 5H3 M12 19H3 M14 3v4 M16 17v4 M21 12h-9 M21 19h-5 M21 5h-7 M8 10v4 M8 12H3",
);

/** `chevron-up`. */
export const ChevronUpIcon = /* @__PURE__ */ makeIcon("m18 15-6-6-6 6");

/** `ticket`. */
export const TicketIcon = /* @__PURE__ */ makeIcon(
  "M2 9a3 3 0 0 1 0 6v2a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-2a3 3 0 0 1 0-6V7a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2Z M13 5v2 M13 17v2 M13 11v2",
);

/** `dices`: random. */
export const DiceIcon = /* @__PURE__ */ makeIcon(
  "M4 10h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z M17.92 14l3.5-3.5a2.24 2.24 0 0 0 0-3l-5-4.92a2.24 2.24 0 0 0-3 0L10 6 M6 18h.01 M10 14h.01 M15 6h.01 M18 9h.01",
);

/** `layout-grid`: resources. */
export const ResourcesIcon = /* @__PURE__ */ makeIcon(
  "M4 3h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M15 3h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M15 14h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M4 14h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z",
);

/** `arrow-up`. */
export const ArrowUpIcon = /* @__PURE__ */ makeIcon("M5 12l7-7 7 7 M12 19V5");

/** `arrow-down`. */
export const ArrowDownIcon = /* @__PURE__ */ makeIcon(
  "M12 5v14 M19 12l-7 7-7-7",
);

/** `chart-column`: a poll. */
export const PollIcon = /* @__PURE__ */ makeIcon(
  "M3 3v16a2 2 0 0 0 2 2h16 M18 17V9 M13 17V5 M8 17v-3",
);

/** `list-checks`: a quiz. */
export const QuizIcon = /* @__PURE__ */ makeIcon(
  "M3 17l2 2 4-4 M3 7l2 2 4-4 M13 6h8 M13 12h8 M13 18h8",
);
