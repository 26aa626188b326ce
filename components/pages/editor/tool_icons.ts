/** Shapes from Lucide (ISC licence, https://lucide.dev/license). */
import { makeIcon } from "../../ui/icons.tsx";

/** `redo-2`. */
export const RedoIcon = /* @__PURE__ */ makeIcon(
  "m15 14 5-5-5-5 M20 9H9.5A5.5 5.5 0 0 0 4 14.5 5.5 5.5 0 0 0 9.5 20H13",
  true,
);

/** `bold`. */
export const BoldIcon = /* @__PURE__ */ makeIcon(
  "M6 12h9a4 4 0 0 1 0 8H7a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h7a4 4 0 0 1 0 8",
);

/** `italic`. */
export const ItalicIcon = /* @__PURE__ */ makeIcon(
  "M19 4h-9 M14 20H5 M15 4 9 20",
);

/** `code`. */
export const CodeIcon = /* @__PURE__ */ makeIcon(
  "m16 18 6-6-6-6 M8 6l-6 6 6 6",
);

/** `link`. */
export const LinkIcon = /* @__PURE__ */ makeIcon(
  "M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71 M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71",
);

/** `list`. */
export const BulletsIcon = /* @__PURE__ */ makeIcon(
  "M3 5h.01 M3 12h.01 M3 19h.01 M8 5h13 M8 12h13 M8 19h13",
  true,
);

/** `list-ordered`. */
export const NumbersIcon = /* @__PURE__ */ makeIcon(
  "M11 5h10 M11 12h10 M11 19h10 M4 4h1v5 M4 9h2 M6.5 20H3.4c0-1 2.6-1.925 2.6-3.5a1.5 1.5 0 0 0-2.6-1.02",
);

/** `list-checks`. */
export const TasksIcon = /* @__PURE__ */ makeIcon(
  "M13 5h8 M13 12h8 M13 19h8 M3 17l2 2 4-4 M3 7l2 2 4-4",
);

/** `list-indent-increase`. */
export const IndentIcon = /* @__PURE__ */ makeIcon(
  "M21 5H11 M21 12H11 M21 19H11 M3 8l4 4-4 4",
  true,
);

/** `list-indent-decrease`. */
export const OutdentIcon = /* @__PURE__ */ makeIcon(
  "M21 5H11 M21 12H11 M21 19H11 M7 8l-4 4 4 4",
  true,
);

/** `table`. */
export const TableIcon = /* @__PURE__ */ makeIcon(
  "M12 3v18 M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z M3 9h18 M3 15h18",
);

/** `sigma`. */
export const FormulaIcon = /* @__PURE__ */ makeIcon(
  "M18 7V5a1 1 0 0 0-1-1H6.5a.5.5 0 0 0-.4.8l4.5 6a2 2 0 0 1 0 2.4l-4.5 6a.5.5 0 0 0 .4.8H17a1 1 0 0 0 1-1v-2",
);

/** `keyboard`. */
export const KeyboardIcon = /* @__PURE__ */ makeIcon(
  "M10 8h.01 M12 12h.01 M14 8h.01 M16 12h.01 M18 8h.01 M6 8h.01 M7 16h10 M8 12h.01 M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
);

/** `image`. */
export const PictureIcon = /* @__PURE__ */ makeIcon(
  "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z M7 9a2 2 0 1 0 4 0 2 2 0 1 0-4 0 m14 6-3.086-3.086a2 2 0 0 0-2.828 0L6 21",
);
