import { makeIcon } from "../ui/icons.tsx";

/** `ban`: held back. */
export const BlockedIcon = /* @__PURE__ */ makeIcon(
  "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0 M4.929 4.929 19.07 19.071",
);

/** `qr-code`. */
export const QrCodeIcon = /* @__PURE__ */ makeIcon(
  "M4 3h3a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-3a1 1 0 0 1 1-1z M17 3h3a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-3a1 1 0 0 1 1-1z M4 16h3a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1v-3a1 1 0 0 1 1-1z M21 16h-3a2 2 0 0 0-2 2v3 M21 21v.01 M12 7v3a2 2 0 0 1-2 2H7 M3 12h.01 M12 3h.01 M12 16v.01 M16 12h1 M21 12v.01 M12 21v-1",
);

/** `layout-grid`. */
export const GroupsIcon = /* @__PURE__ */ makeIcon(
  "M4 3h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M15 3h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M15 14h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z M4 14h5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1z",
);

/** `grip-vertical`: can be dragged. */
export const GripIcon = /* @__PURE__ */ makeIcon(
  "M9 11a1 1 0 1 0 0 2 1 1 0 1 0 0-2 M9 4a1 1 0 1 0 0 2 1 1 0 1 0 0-2 M9 18a1 1 0 1 0 0 2 1 1 0 1 0 0-2 M15 11a1 1 0 1 0 0 2 1 1 0 1 0 0-2 M15 4a1 1 0 1 0 0 2 1 1 0 1 0 0-2 M15 18a1 1 0 1 0 0 2 1 1 0 1 0 0-2",
);

/** `megaphone`. */
export const BroadcastIcon = /* @__PURE__ */ makeIcon(
  "M11 6a13 13 0 0 0 8.4-2.8A1 1 0 0 1 21 4v12a1 1 0 0 1-1.6.8A13 13 0 0 0 11 14H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z M6 14a12 12 0 0 0 2.4 7.2 2 2 0 0 0 3.2-2.4A8 8 0 0 1 10 14 M8 6v8",
);

/** `bell`. */
export const BellIcon = /* @__PURE__ */ makeIcon(
  "M10.268 21a2 2 0 0 0 3.464 0 M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326",
);

/** `bell-off`. */
export const BellOffIcon = /* @__PURE__ */ makeIcon(
  "M10.268 21a2 2 0 0 0 3.464 0 M17 17H4a1 1 0 0 1-.74-1.673C4.59 13.956 6 12.499 6 8a6 6 0 0 1 .258-1.742 M2 2l20 20 M8.668 3.01A6 6 0 0 1 18 8c0 2.687.77 4.653 1.707 6.05",
);

/** `shuffle`. */
export const ShuffleIcon = /* @__PURE__ */ makeIcon(
  "m18 14 4 4-4 4 M18 2l4 4-4 4 M2 18h1.973a4 4 0 0 0 3.3-1.7l5.454-8.6a4 4 0 0 1 3.3-1.7H22 M2 6h1.972a4 4 0 0 1 3.6 2.2 M22 18h-6.041a4 4 0 0 1-3.3-1.8l-.359-.45",
);

/** `image`. */
export const ImageIcon = /* @__PURE__ */ makeIcon(
  "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z M9 7a2 2 0 1 0 0 4 2 2 0 1 0 0-4 M21 15l-3.086-3.086a2 2 0 0 0-2.828 0L6 21",
);

/** `message-circle-question-mark`: questions. */
export const QuestionsIcon = /* @__PURE__ */ makeIcon(
  "M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719 M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3 M12 17h.01",
);

/** `notebook-pen`: a page to write. */
export const PageIcon = /* @__PURE__ */ makeIcon(
  "M13.4 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-7.4 M2 6h4 M2 10h4 M2 14h4 M2 18h4 M21.378 5.626a1 1 0 1 0-3.004-3.004l-5.01 5.012a2 2 0 0 0-.506.854l-.837 2.87a.5.5 0 0 0 .62.62l2.87-.837a2 2 0 0 0 .854-.506z",
);

/** `square-pen`: a drawing board. */
export const DrawingBoardIcon = /* @__PURE__ */ makeIcon(
  "M12 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2v-7 M18.375 2.625a1 1 0 0 1 3 3l-9.013 9.014a2 2 0 0 1-.853.505l-2.873.84a.5.5 0 0 1-.62-.62l.84-2.873a2 2 0 0 1 .506-.852z",
);
