/** The made-up class; visitors play its teacher and the first two students. */
export const demoPeople = {
  class: "Biology: why leaves are green",
  teacher: "Ms Lin 林老師",
  students: [
    "Amy",
    "陳怡君",
    ..."Ben Chloe Dan Emre Fatima Grace Hugo Ines Jack Kim Liam Mia Noah"
      .split(" "),
    ..."王小明 林志豪 張雅婷 李宗翰 黃詩涵 吳承恩 劉品妍 蔡宜蓁 楊子軒 許家瑜 鄭凱文 謝佩珊 郭柏宇"
      .split(" "),
  ],
} as const;

/** The script. Students with Chinese names say the Chinese lines. */
export const demoTexts = {
  instructions:
    "You help a class of eleven-year-olds who find out why leaves are green. Answer in short sentences, and end with a question that makes them think on. Answer in the language in which you are asked.",
  template: {
    name: "Interview a leaf",
    description: "The assistant plays a leaf in autumn. Ask it anything.",
    instructions:
      "You are a maple leaf in October. Answer as that leaf would, kindly and with correct biology, in at most four sentences.",
    firstMessage:
      "Hello from up here! It is getting cold. What do you want to know?",
  },
  quiz: {
    name: "Leaves: what do you know now?",
    questions: [
      {
        kind: "single",
        text: "What makes a leaf green?",
        choices: ["Chlorophyll", "Water", "Green light that it makes"],
        correct: [0],
        points: 1,
        explanation:
          "Chlorophyll takes in red and blue light, and sends green back.",
      },
      {
        kind: "text",
        text:
          "Which gas do leaves take from the air? 葉子從空氣中吸收什麼氣體？",
        correct: ["carbon dioxide", "CO2", "二氧化碳"],
        points: 1,
      },
      {
        kind: "number",
        text: "For how many days did our leaf stay in the dark?",
        correct: 4,
        points: 1,
      },
    ],
  },
  quizAnswers: {
    /** The fraction that answers each question correctly. */
    shares: [0.75, 0.65, 0.85],
    given: [
      [],
      ["CO2", "oxygen", "氧氣", "air", "steam"],
      [4, 3, 5, 7],
    ] as (string | number)[][],
  },
  welcome:
    "Good morning! Our leaf was in a dark box for **four days**. What has become of it? 大家早！葉子在黑盒子裡待了四天，它怎麼了？",
  greetings: [
    "good morning!",
    "morning, it's raining so hard here",
    "Hi! I brought my leaf, it's a bit squashed",
    "Is this where we write?",
    "老師早！",
    "早安～我今天沒有遲到喔",
    "大家早安",
    "I can see everybody!",
  ],
  firstQuestion: {
    en: "Why did our leaf turn yellow in the dark? In three steps please",
    zh: "為什麼葉子在黑暗中會變黃？請分三個步驟說明",
  },
  questions: [
    "Why are leaves green and not blue?",
    "How does a leaf eat light? List the steps",
    "What is chlorophyll?",
    "Compare a green leaf and a yellow leaf in a table",
    "Why do some trees stay green in winter?",
    "Do plants sleep at night?",
    "Is seaweed a plant? It's brown",
    "Give me examples of plants that are not green",
    "How much sugar does a leaf make in a day?",
    "What happens to the green in autumn?",
    "葉子為什麼是綠色的？",
    "葉綠素是什麼？",
    "請用表格比較綠葉和黃葉",
    "植物晚上會睡覺嗎？",
    "為什麼楓葉會變紅？",
    "仙人掌的葉子在哪裡？",
    "光合作用有哪些步驟？",
    "海帶是植物嗎？為什麼是咖啡色的？",
  ],
  stuck: [
    "Why is green light not eaten by the leaf?",
    "為什麼葉子不吸收綠光？",
  ],
  offTask: [
    "Can a leaf play Minecraft? Tell me a joke about it",
    "可以講個笑話嗎？要跟葉子有關的",
  ],
  helpNotes: [
    "My leaf has no yellow at all, did I do it wrong?",
    "I don't know which box was ours",
    "What does “absorb” mean?",
    "我不懂「反射」是什麼意思",
    "我的葉子破掉了，還可以用嗎？",
    "老師，我找不到學習單",
  ],
  answered: (name: string) =>
    `Good question, ${name}, I am coming to your table. 問得好，我來看看。`,
  ideas: [
    "Ours went yellow!! Only the edge is still green",
    "I think the leaf was hungry. No light, no food",
    "My grandma says plants by the window grow faster",
    "So green is the colour it does NOT want?",
    "We put ours under the sofa and the cat found it",
    "My sunflower turns its head, I have a video",
    "What if you give it green light only?",
    "It smells like cucumber now",
    "That's like when I don't get breakfast",
    "The stem is still green, why?",
    "I drew mine every day, it looks like a banana now",
    "Trees are basically eating sunshine. Wow",
    "我們的變黃了！像香蕉一樣",
    "我覺得它是餓了，沒有陽光就沒有飯吃",
    "阿嬤說植物要放在窗邊才長得好",
    "所以綠色是葉子不要的顏色？",
    "我家的含羞草晚上會把葉子合起來",
    "葉綠素聽起來好像果汁的名字",
    "為什麼葉柄還是綠的？",
    "我把葉子夾在課本裡，整頁都綠了",
    "如果一直開燈，葉子會不會太飽？",
    "它聞起來像小黃瓜",
  ],
  poll: {
    said:
      "Everybody votes now, without talking first: 請大家先投票，不要討論！",
    asked: {
      kind: "yes-no",
      anonymous: false,
      question:
        "Would a leaf grow well in green light only? 只有綠光，葉子能長得好嗎？",
    },
    /** The fraction that says yes. */
    share: 0.35,
  },
  votes: [
    "done!",
    "that was hard",
    "I changed my mind twice",
    "wait, I have to think",
    "我選好了",
    "這題好難喔",
    "再給我一分鐘",
    "I'm sure about the second one",
    "我用猜的，哈哈",
    "finished",
    "等等我",
  ],
  surprises: [
    "oh no, I knew that!",
    "I was the only one in my row with that, haha",
    "so most of us think no",
    "Can we try it with a green lamp? Please",
    "哇，好多人跟我一樣",
    "我答對了！",
    "差一點點",
    "老師可以真的做實驗嗎？",
    "The leaf would say yes, it's an optimist",
  ],
  groups: {
    said: "Now in groups of four. 現在分組，四個人一組。",
    instructions:
      "Find **two things** that a leaf needs, and one way to test it. Mark your best sentence to bring it back. 找出葉子需要的兩樣東西，再想一個實驗。",
    broadcast:
      "One minute left: choose your best sentence. 剩下一分鐘，選出最好的一句話！",
    talk: [
      "ok who writes?",
      "I can write, my spelling is fine",
      "Light and water. That's two!",
      "And air! Does air count?",
      "We could cover half a leaf with foil",
      "good idea, foil on one half",
      "What does yours look like?",
      "We need a leaf that nobody covers, to compare",
      "yes, that one is for comparing",
      "I'd measure it every morning",
      "agreed",
      "誰要寫？",
      "我來寫好了",
      "陽光和水，這樣就兩個了",
      "空氣算不算？",
      "用鋁箔紙包住一半的葉子",
      "好主意！",
      "要留一片不要包，才可以比較",
      "每天早上拍一張照片",
      "同意",
      "那我負責澆水",
    ],
    results: [
      "Our test: foil on half of a leaf, four days, then compare both halves.",
      "A leaf needs light and water. We leave one plant without light, and one without water.",
      "實驗：用鋁箔紙包住一半的葉子，四天後比較兩邊的顏色。",
      "葉子需要陽光和水，我們要留一盆來對照。",
    ],
  },
  quizSaid:
    "Three questions to see what we know now. 三題小測驗，看看我們學到什麼！",
  offline: [
    "My wifi was gone, I wrote this meanwhile: maybe it's the water?",
    "I was in the corridor without wifi. Did I miss the vote?",
    "剛剛沒有網路，我先寫好了：我覺得是因為沒有光！",
    "我的網路斷掉了，現在好了",
  ],
  farewells: [
    "Can we keep the leaves?",
    "I want to try it with a banana leaf",
    "明天還會用到葉子嗎？",
    "今天好好玩",
    "I'm naming my leaf Herbert",
    "我的葉子叫做小黃",
    "Thank you, Ms Lin!",
    "謝謝老師！",
  ],
} as const;
