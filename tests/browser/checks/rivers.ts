export const riversQuiz = {
  name: "Rivers",
  questions: [
    {
      kind: "single",
      text: "Which river is the **longest**?",
      choices: ["Nile", "Rhine", "Danube"],
      correct: 0,
      points: 2,
      explanation: "The Nile is about 6,650 km long.",
    },
    {
      kind: "multiple",
      text: "Which of these flow through Germany?",
      choices: ["Rhine", "Elbe", "Loire"],
      correct: [0, 1],
      points: 1,
    },
    {
      kind: "text",
      text: "Which river flows through Vienna?",
      correct: ["Danube"],
      points: 1,
    },
    { kind: "number", text: "What is $7 \\div 2$?", correct: 3.5, points: 1 },
    { kind: "scale", text: "How hard was this?", most: 5 },
  ],
};
