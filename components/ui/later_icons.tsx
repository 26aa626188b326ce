/**
 * Icons that no student's page needs at once: of staff, and of parts that load later. Shapes and names are Lucide's
 * (ISC licence, https://lucide.dev/license).
 */
import { makeIcon } from "./icons.tsx";

/** `copy`. */
export const CopyIcon = /* @__PURE__ */ makeIcon(
  "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2z M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2",
);

/** `presentation`. */
export const PresentIcon = /* @__PURE__ */ makeIcon(
  "M2 3h20 M21 3v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V3 M7 21l5-5 5 5",
);

/** `chevron-right`. */
export const ChevronRightIcon = /* @__PURE__ */ makeIcon("m9 18 6-6-6-6", true);

/** `arrow-right`. */
export const ArrowRightIcon = /* @__PURE__ */ makeIcon(
  "m12 5 7 7-7 7 M5 12h14",
  true,
);

/** `graduation-cap`. */
export const TeacherIcon = /* @__PURE__ */ makeIcon(
  "M21.42 10.922a1 1 0 0 0-.019-1.838L12.83 5.18a2 2 0 0 0-1.66 0L2.6 9.08a1 1 0 0 0 0 1.832l8.57 3.908a2 2 0 0 0 1.66 0z M22 10v6 M6 12.5V16a6 3 0 0 0 12 0v-3.5",
);

/** `minus`. */
export const MinusIcon = /* @__PURE__ */ makeIcon("M5 12h14");

/** `search`. */
export const SearchIcon = /* @__PURE__ */ makeIcon(
  "m21 21-4.34-4.34 M3 11a8 8 0 1 0 16 0 8 8 0 1 0-16 0",
);

/** `door-open`. */
export const DoorIcon = /* @__PURE__ */ makeIcon(
  "M10 21H2 M10 3H7a2 2 0 00-2 2v16 M14 12h.01 M19 21V5a2 2 0 00-1.675-1.974l-6.163-1.013A1 1 0 0010 3v18a1 1 0 001.124.992z M22 21h-3",
);

/** `timer`. */
export const TimerIcon = /* @__PURE__ */ makeIcon(
  "M10 2h4 M12 14l3-3 M4 14a8 8 0 1 0 16 0 8 8 0 1 0-16 0",
);

/** `lock-open`. */
export const UnlockIcon = /* @__PURE__ */ makeIcon(
  "M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z M7 11V7a5 5 0 0 1 9.9-1",
);

/** `trash-2`. */
export const TrashIcon = /* @__PURE__ */ makeIcon(
  "M10 11v6 M14 11v6 M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6 M3 6h18 M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2",
);

/** `rotate-cw`. */
export const RetryIcon = /* @__PURE__ */ makeIcon(
  "M21 12a9 9 0 1 1-9-9c2.52 0 4.93 1 6.74 2.74L21 8 M21 3v5h-5",
);

/** `inbox`: **Hand in**. */
export const HandInIcon = /* @__PURE__ */ makeIcon(
  "M22 12h-6l-2 3h-4l-2-3H2 M5.45 5.11 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.45-6.89A2 2 0 0 0 16.76 4H7.24a2 2 0 0 0-1.79 1.11z",
);

/** `eye`. */
export const ViewIcon = /* @__PURE__ */ makeIcon(
  "M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0 M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0",
);

/** `glasses`: an observer. */
export const ObserveIcon = /* @__PURE__ */ makeIcon(
  "M2 15a4 4 0 1 0 8 0 4 4 0 1 0-8 0 M14 15a4 4 0 1 0 8 0 4 4 0 1 0-8 0 M14 15a2 2 0 0 0-2-2 2 2 0 0 0-2 2 M2.5 13 5 7c.7-1.3 1.4-2 3-2 M21.5 13 19 7c-.7-1.3-1.5-2-3-2",
);

/** `mic-off`: muted. */
export const MutedIcon = /* @__PURE__ */ makeIcon(
  "M2 2l20 20 M18.89 13.23A7.12 7.12 0 0 0 19 12v-2 M5 10v2a7 7 0 0 0 12 5 M15 9.34V5a3 3 0 0 0-5.68-1.33 M9 9v3a3 3 0 0 0 5.12 2.12 M12 19v3",
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
