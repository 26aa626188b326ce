import { makeIcon } from "../ui/icons.tsx";

export const CallIcon = /* @__PURE__ */ makeIcon(
  "M13 2a9 9 0 0 1 9 9 M13 6a5 5 0 0 1 5 5 M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384",
);

export const LeaveCallIcon = /* @__PURE__ */ makeIcon(
  "M10.1 13.9a14 14 0 0 0 3.732 2.668 1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2 18 18 0 0 1-12.728-5.272 M22 2 2 22 M4.76 13.582A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 .244.473",
);

export const MicrophoneIcon = /* @__PURE__ */ makeIcon(
  "M12 19v3 M19 10v2a7 7 0 0 1-14 0v-2 M12 2a3 3 0 0 1 3 3v7a3 3 0 0 1-6 0V5a3 3 0 0 1 3-3z",
);

export const MicrophoneOffIcon = /* @__PURE__ */ makeIcon(
  "M12 19v3 M15 9.34V5a3 3 0 0 0-5.68-1.33 M16.95 16.95A7 7 0 0 1 5 12v-2 M18.89 13.23A7 7 0 0 0 19 12v-2 M2 2l20 20 M9 9v3a3 3 0 0 0 5.12 2.12",
);

export const CameraIcon = /* @__PURE__ */ makeIcon(
  "m16 13 5.223 3.482a.5.5 0 0 0 .777-.416V7.87a.5.5 0 0 0-.752-.432L16 10.5 M4 6h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z",
);

export const CameraOffIcon = /* @__PURE__ */ makeIcon(
  "M10.66 6H14a2 2 0 0 1 2 2v2.5l5.248-3.062A.5.5 0 0 1 22 7.87v8.196 M16 16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h2 M2 2l20 20",
);

export const ScreenIcon = /* @__PURE__ */ makeIcon(
  "M13 3H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-3 M8 21h8 M12 17v4 M17 8l5-5 M17 3h5v5",
);

export const ScreenOffIcon = /* @__PURE__ */ makeIcon(
  "M13 3H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-3 M8 21h8 M12 17v4 M22 3l-5 5 M17 3l5 5",
);

export const DevicesIcon = /* @__PURE__ */ makeIcon(
  "M3 14h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a9 9 0 0 1 18 0v7a2 2 0 0 1-2 2h-1a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2h3",
);

export const SpeakingIcon = /* @__PURE__ */ makeIcon(
  "M2 10v3 M6 6v11 M10 3v18 M14 8v7 M18 5v13 M22 10v3",
);

export const EnlargeIcon = /* @__PURE__ */ makeIcon(
  "M15 3h6v6 M21 3l-7 7 M3 21l7-7 M9 21H3v-6",
);

export const FullScreenIcon = /* @__PURE__ */ makeIcon(
  "M8 3H5a2 2 0 0 0-2 2v3 M21 8V5a2 2 0 0 0-2-2h-3 M3 16v3a2 2 0 0 0 2 2h3 M16 21h3a2 2 0 0 0 2-2v-3",
);

export const ExitFullScreenIcon = /* @__PURE__ */ makeIcon(
  "M8 3v3a2 2 0 0 1-2 2H3 M21 8h-3a2 2 0 0 1-2-2V3 M3 16h3a2 2 0 0 1 2 2v3 M16 21v-3a2 2 0 0 1 2-2h3",
);

export const ShrinkIcon = /* @__PURE__ */ makeIcon(
  "M14 10l7-7 M20 10h-6V4 M3 21l7-7 M4 14h6v6",
);
