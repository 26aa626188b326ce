/** What every page has, in English. Each area's own sentences stand in `en_<area>.ts`, so that a page carries only what it shows. */

/** The name of all this, by which dates are written, and what stands around every page. */
export const en = {
  name: "Homeroom",
  /** By which dates and times are written. */
  tag: "en-GB",

  /** What stands around every page. */
  frame: {
    skip: "Skip to the content",
    home: "Homeroom, first page",
    close: "Close",
    cancel: "Cancel",
    teacher: "Teacher",
    theme: "Colours",
    light: "Light",
    dark: "Dark",
    asDevice: "Automatic",
    noNetwork: "No network. Please try again when it is back.",
    online: "online",
    offline: "offline",
  },
};
