/** **Eyes on me**: what students read while it is on, the teacher's switch, and the projector. */

/** Its sentences. */
export const eyes = {
  name: "Eyes on me",
  hint: "Pauses chat and assistant for students, who read your line.",
  line: "Line for the students",
  usual: "Please look at your teacher.",
  show: "Show this line",
  shown: "Students read your line now.",
  isOn: "Eyes on me is on. Chat and assistant are paused for students.",
  goOn: "Go on",
  /** On the students' page. */
  paused: "Chat and assistant are paused. What you have written is kept.",
  noNetwork:
    "No network. This closes by itself when your teacher goes on and the network is back.",
  forNow: "Close for now",
};
