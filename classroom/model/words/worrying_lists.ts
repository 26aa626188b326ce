/**
 * Phrases that an adult should read (M-4), by kind: signs that a child is in danger, hurt or bullied. The project's own
 * lists, under its licence. `phrases.ts` says how a line is read. Swearing is no sign of danger and is not here.
 *
 * Most lines need a person ("he hits me"), since topics of lessons have the same nouns. `docs/safety.md` says how often
 * the lists err.
 */

export const worryKinds = [
  "self-harm",
  "home",
  "sexual",
  "violence",
  "bullying",
  "eating",
] as const;

export type WorryKind = (typeof worryKinds)[number];

/** Texts for `{name}` in the lines of English. */
export const englishLists = {
  want:
    "want to|wanna|wana|want 2|wants to|wanting to|wish to|wish i could|would like to|need to|feel like|going to|" +
    "gonna|gona|about to|thinking of|thinking about|think about|think of|thought about|thought of|plan to|" +
    "planning to|decided to|ready to|ways to|how to|how do i|should i|might|will|could|ill|im",
  self: "myself|my self|meself|mysel|myslef|mself",
  adult:
    "dad|daddy|father|mum|mom|mummy|mommy|mother|stepdad|step dad|stepmum|stepmom|step mum|step mom|stepfather|" +
    "stepmother|uncle|aunt|auntie|grandad|grandpa|grandma|parents|carer|foster mum|foster dad|boyfriend|girlfriend",
  family:
    "dad|daddy|father|mum|mom|mummy|mommy|mother|stepdad|step dad|stepmum|stepmom|stepfather|stepmother|uncle|" +
    "aunt|auntie|grandad|grandpa|grandma|parents|brother|stepbrother|sister|stepsister|cousin|boyfriend|ex",
  person:
    "he|she|they|someone|somebody|{family}|teacher|coach|tutor|man|guy|boy|boys|girls|neighbour|friend",
  stranger:
    "man|guy|woman|stranger|adult|someone|somebody|person|boy|he|she|they",
  online:
    "online|on discord|on snap|on snapchat|on insta|on instagram|on tiktok|on roblox|on whatsapp|on the internet|" +
    "in a game|in the game|from the game|from discord|from snapchat|from the internet",
  everyone:
    "everyone|everybody|every one|they all|all of them|the whole class|whole class|people in my class",
  nobody: "nobody|no one|noone|no body",
  pics: "pics|pictures|picture|photos|photo|pic|selfies|selfie|video|videos",
  them:
    "him|her|them|them all|everyone|everybody|people|someone|somebody|my dad|my mum|my mom|my brother|my sister|" +
    "my parents|my stepdad|my teacher|the teacher|that teacher|the whole class|the class|all of them|all of you|" +
    "you all|mr|mrs|miss|ms",
  days:
    "mon|monday|tues|tuesday|wednesday|thursday|fri|friday|tomorrow|tmrw|tmr|next week|tonight",
  weapon:
    "knife|knives|gun|guns|blade|machete|weapon|weapons|pistol|bomb|shank|zombie knife|rifle",
} as const;

/** Texts for `{name}` in the lines of Chinese. */
export const chineseLists = {
  家人:
    "爸|爸爸|媽|媽媽|爸媽|老爸|老媽|繼父|繼母|後爸|後媽|叔叔|伯伯|阿姨|姑姑|舅舅|姨丈|姑丈|哥|哥哥|弟弟|姊|姊姊|姐姐|妹妹|" +
    "堂哥|表哥|爺爺|阿公|奶奶|阿嬤|外公|外婆|男友|男朋友|女友|女朋友",
  人:
    "他|她|他們|她們|{家人}|老師|教練|家教|補習老師|同學|學長|學姊|鄰居|有人|大人|叔叔|那個人|網友",
  大家: "大家|全班|全班同學|所有人|同學|同學們|他們|她們|班上的人|每個人",
  沒人: "沒人|沒有人|沒有同學|誰都不",
  誰:
    "他|她|他們|她們|你們|妳們|全班|大家|老師|所有人|我爸|我媽|爸爸|媽媽|哥哥|弟弟|姊姊|妹妹|繼父|那個人|每個人|同學|那群人",
  刀:
    "刀|刀子|水果刀|菜刀|西瓜刀|美工刀|開山刀|蝴蝶刀|槍|手槍|武器|炸彈|球棒|棍棒",
  照: "照片|照|裸照|自拍|影片|私密照|私密影片|性感照",
} as const;

interface WorryingLines {
  readonly en: string;
  readonly zh: string;
}

export const worryingLines: Readonly<Record<WorryKind, WorryingLines>> = {
  "self-harm": {
    en: `
      (how to|how do i|how can i|how do you|ways to|way to) die
      cant (go on|keep going on|carry on living)
      (no other|no|only) way out (of this|for me|than|is)
      (goodbye|bye) (forever|cruel world)
      (want to|wanna|ready to|wish i could|going to|gonna) (disappear|vanish) (forever|for good|and never)
      (not|never) waking up (again|tomorrow|ever|anymore)
      (last|final) (night|day) (alive|on earth|here on)
      nothing (left|) (to live for|left for me)
      my life is (meaningless|pointless|over|worthless|not worth it|hell)
      (tired|sick) of pretending
      (given|giving|give) up on (life|living|everything)
      (cant|dont want to) (take|survive|face|get through) (another|one more) (day|night)
      (scratch|scratching|scratched) (myself|until i bleed|till i bleed)
      (relapsed|relapse|relapsing) (with|into|on|and|cutting|again)
      wish i could (die|not exist)
      (no one|nobody) would (even|) (notice|care|miss me|be sad) if i
      ! cant go on (the|a|an|my|our|holiday|to|youtube|roblox|it|trips|google|teams)
      ! (how to|how do you|how do i) die (in|roll|cut)
      ! (no|only) way out of (the|a|this) (maze|cave|level|room|island|building|forest|labyrinth)
      ! (give|giving|given) up on (everything|life) (on|in|that)
      {want} (kill|end|hang|drown|shoot|stab|hurt|harm|cut|burn|unalive) {self}
      (kill|killing|hang|hanging|drown|drowning|shoot|shooting|stab|stabbing|harm|harming|harmed|unalive|unaliving) {self}
      (cut|cutting|hurt|hurting|burn|burning|hit|hitting|hate|hating) {self}
      (killmyself|killingmyself|wanttodie|iwanttodie|wannadie|endmylife|cutmyself|hatemyself|hatemylife|killyourself)
      kms
      kys
      unalive
      suicide
      suicidal
      (self harm|self harming|self harmed|selfharm|self injury|self injure|sh relapse)
      (want to|wanna|wana|wish i could|want 2|would rather|rather|going to|ready to|wants to) (die|be dead|not wake up|never wake up|not exist|not be alive)
      i (want to|wanna|wish i could|just want to) (disappear forever|disappear and|stop existing|sleep forever|vanish)
      (dont|do not|didnt|never|no longer|dont even|doesnt) want to (live|be alive|exist|wake up|go on living|carry on living)
      (dont|do not|doesnt) (wanna|wana) (live|be alive|exist|wake up)
      (dont|do not|doesnt) (want to|wanna|wana) be (here|around|on this earth|in this world) (anymore|any more|any longer)
      wish i (was|were|wasnt|werent|had been|had) (dead|alive|born|never born|never been born|never existed)
      (better|happier|easier) off (dead|without me|if i was gone|if i died|if i were dead)
      better (without me|if i was gone|if i was dead|if i died|if i wasnt here)
      {nobody} (would|will|d) (miss|notice if|care if|even notice if) (me|i)
      would (anyone|anybody) (miss me|notice if i|care if i)
      (no reason|no point|any reason|any point) (to live|in living|living|to be alive|in being alive|going on)
      (point|reason) (of|in|for) (living|life|being alive|going on living|staying alive)
      (life|it) (isnt|is not|not) worth living
      not worth living
      (sick of|tired of|hate) (my life|being alive|living|being me|existing)
      i hate my life
      cant (go on living|go on like this|live like this|live anymore|keep living|live any more)
      (end|ending) (it all|my life|my own life|my misery|my pain)
      (take|taking|took|lose) (my own life|his own life|her own life|their own life)
      (want it all|want everything|wish it would all|want it) to (end|stop forever|be over)
      (goodbye|suicide|farewell) (letter|letters|note|notes)
      my (last|final) (goodbye|message|day alive|night alive)
      (overdose|overdosed|overdosing)
      how (many|much) _ (pills|tablets|paracetamol|panadol|ibuprofen|aspirin|tylenol|painkillers|sleeping pills|meds) _ (die|kill|kills|dangerous|overdose|too many|too much|death|dead|fatal|never wake up)
      (took|take|taking|taken|swallow|swallowed) (all the|all my|all of the|a bottle of|a whole pack of|a whole box of|loads of|too many) _ (pills|tablets|paracetamol|panadol|ibuprofen|aspirin|painkillers|meds|medicine)
      (want|wanna|wana|going|gonna|about|think|thinking|thought|feel like|could|might) _ (jump|jumping) (off|from|out of|in front of) _ (bridge|roof|building|balcony|window|cliff|train|car|bus|cars|traffic)
      (cut|cuts|cutting|slit|slitting|scratch|scratching) my (wrist|wrists|arm|arms|thigh|thighs|leg|legs|skin|veins)
      (cuts|scars|marks) on my (wrist|wrists|arm|arms|thigh|thighs|leg|legs)
      (hide|hiding|cover|covering|see|saw|seen) (my|the|her|his) (cuts|scars|self harm)
      (been|started|cant stop|keep|stop) cutting (again|at night|when|every|because|so|and my|to feel)
      (hide|hiding|hid|keep|got) _ (razor blade|razor blades|razors|blades)
      (tie|make|made|tied) a noose
      (friend|sister|brother|cousin|bestie|bff|mum|mom|dad|girlfriend|boyfriend|classmate) _ (kill|killing|hurt|hurting|cut|cutting|cuts|harm|harming|harms|hang) (herself|himself|themselves|themself)
      (she|he|they|friend|sister|brother) _ {want} (kill|hurt|harm|cut|hang) (herself|himself|themselves|themself)
      (she|he|friend|sister|brother|cousin|mum|dad) (wants to|wanted to|is going to|said she wants to|said he wants to) die
      (shes|hes|friend is|sister is|brother is) (cutting|self harming|suicidal)
      i (should|deserve to|have to) (die|be dead)
      (everything|everyone|world) would be (better|easier|happier) (without me|if i)
      i (cant|dont want to) (do|take) (life|living) (anymore|any more)
      i feel (worthless|hopeless|like a burden)
      im (a burden|worthless|so worthless)
      ! (kill|killing|hang|hate|drown) {self} (laughing|with laughter|in fortnite|in minecraft|in the game|in roblox)
      ! (cut|hurt|burn|burning|hit|cutting|hurting|shoot) {self} (shaving|on|with|when|while|in|at|during|cooking|playing|chopping|some|a|short)
      ! hate myself for (loving|liking)
      ! suicide (squad|squads|mission|missions|bomber|bombers|bombing|bombings|attack|attacks|vest|vests|door|doors|prevention|rate|rates|pact)
      ! (assisted|egoistic|altruistic|anomic|cell|cellular|gene|career|political|commercial) suicide
      ! (durkheim|durkheims|theory of|study of|romeo|juliet|juliets|romeos|ophelias|ophelia|hedda|willy) _ suicide
      ! suicide in (the book|the play|the novel|hamlet|macbeth|durkheim)
      ! (dont|doesnt|do not|didnt) want to live (in|on|near|with|at|there|like|by|next|under|by the)
      ! (would rather|rather|id rather) die than
      ! wish i (was|were) born (in|on|earlier|later|rich|taller)
      ! (of|point of) life (cycle|cycles|stages|insurance|on)
      ! (of|in) living (things|organisms|room|standards|cells|beings)
      ! (drug|opioid|cocaine|sugar|caffeine) overdose
      ! overdose (of|on) (maths|sugar|caffeine|cute|homework|chocolate)
      ! cut my (arm|leg|skin|arms|legs) (on|off|shape|shapes)
      ! (scratch|scratching) my (arm|arms|leg|legs|skin)
      ! (see|saw|seen|hide|cover) the (cuts|scars) (in|of|on the)
      ! wants to die (in|for|a hero|as a hero|with honour|on stage)
      ! cant live like this (without|in the past)
      ! want it to (end|be over) (with|soon|well|happily|at)
      ! (kys|kms) (per|an|a) (hour|second|day)
      ! (goodbye|farewell) (letter|letters|note|notes) (to|for|from) (our|the|mr|mrs|miss|ms|year)
    `,
    zh: `
      (撐不下去|撐不住了|快撐不下去|再也撐不住)
      (離開這個世界|離開人世|離開人間|從這世界消失)
      (活夠了|活膩了|不想醒來)
      沒有_(活下去|活著)的(理由|意義|動力|勇氣)
      我(好|很|真的好|感到|徹底|)絕望
      (想|好想|要|去)(跳河|跳橋|跳海)
      ! (屈原|李白|主角|故事)_(跳河|跳江|跳海)
      ! (颱風|比賽|電池|手機|橋|樹|球隊)_(撐不下去|撐不住了)
      (自殺|自盡|自縊|輕生|尋短|自我了斷|自我了結|了結自己|結束自己)
      (燒炭|上吊|割腕|割脈|跳軌|吞藥)
      (自殘|自傷|自我傷害|傷害自己|弄傷自己|打自己|割自己|劃自己|傷害我自己)
      (劃|割|切)_(手腕|手臂|手|大腿)_(流血|好多刀|好幾刀|一刀|刀|不痛|才)
      (美工刀|刀片|刀子|小刀|剪刀|圓規|玻璃)_(割|劃|刺)_(手|手腕|手臂|腿|大腿|自己)
      (又|還是|一直|忍不住|偷偷)(割|劃)(手|手腕|腿)
      (想|好想|很想|真想|想要|不如|乾脆|打算|準備|想去)(死|死掉|去死|死一死|死了算了|一死了之)
      (死掉|死了|死)算了
      (不想|不要|不敢|沒辦法|無法|不能)(再|)(活|活著|活下去|再活|存在|醒來|醒過來)
      活不下去
      活得_(累|痛苦|沒意思|辛苦)
      活著_(沒有意義|沒意義|沒意思|好累|很累|好痛苦|很痛苦|幹嘛|做什麼|有什麼用|有什麼意義|意義是什麼)
      (為什麼|何必)要活著
      (生不如死|不如死了|不如去死)
      (想|好想|要|打算)(結束|了結)(一切|生命|這一切|自己|我的生命)
      (結束|了結)(自己的|我的|這條|)生命
      (想|好想|真想|想要|希望|如果)(我|自己|我可以|)(消失|不存在|不在了|從世界上消失|沒出生)
      我(消失|不在|死|死掉|走|不存在)(了|)_(沒人|沒有人|不會有人|大家|誰|他們|你們|家人|世界)
      (沒有|少了)我_(更好|開心|快樂|輕鬆|比較好|沒差)
      (沒|沒有|不會有)人_(在乎我|在意我|想念我|會難過|發現我不見|需要我|愛我)
      (想|好想|要|打算|站在|爬上|走到)_(跳樓|跳下去|往下跳|跳橋|跳河|從頂樓跳)
      從_(樓|頂樓|陽台|窗戶|橋上)_跳(下去|下來)_(會|死|算了|一定)
      (遺書|遺言)
      (吃|吞)_(安眠藥|止痛藥|普拿疼|藥|藥丸)_(會死|死|才會死|自殺|致死|不會醒)
      (吃|吞)(了|下|掉)(一整罐|整罐|好多顆|很多顆|一把|整包|一整包)_藥
      (永遠|再也)(不要|不想|不會)(醒來|醒|醒過來)
      (想|只想|好想)_(永遠睡|睡著不要醒|一睡不醒|長眠)
      (恨|討厭|好恨|好討厭)(我|)自己
      (我|自己)(是|真的是|就是|只是)(個|)(累贅|負擔|廢物|多餘的|沒用的人)
      我(不配活|不值得活|該死|應該去死)
      (想|好想|只想)解脫
      (絕望|沒有希望)了_(我|想|不想|活)
      (再見|永別)了_(世界|大家|各位)
      (她|他|朋友|同學|閨蜜|妹妹|弟弟|姊姊|哥哥)_(想死|不想活|割手|自殺|想不開)
      想不開
      ! 自殺(式|攻擊|炸彈|突擊隊|率|防治|任務|飛機|機|基因|小隊)
      ! (細胞|基因|集體|切腹|屈原|政治|政治性|神風)_自殺
      ! (作者|主角|小說|故事|劇中|茱麗葉|羅密歐|項羽|虞姬|三島|太宰治|梵谷|希特勒|崇禎|皇帝|將軍|史|課文|課本)_(自殺|自盡|上吊|自縊)
      ! (涂爾幹|論|研究|分析|探討|報告|數據|統計)_自殺
      ! (想死)(你|妳|我了|守|背|記|機|角|路|水)
      ! (快|真是|真|都|要)笑死_
      ! (跳樓)(大|價|機|拍賣|大拍賣)
      ! (不想|不要|不能|無法)_活(在|動|潑|力|用|化|塞|字)
      ! (燒炭)(烤肉|烤|的|工|窯|取暖)
      ! (遺書|遺言)_(林覺民|課文|與妻訣別|作者|是誰|寫作)
      ! (林覺民|與妻訣別|課文|孔明|劉備|諸葛亮)_(遺書|遺言)
      ! (不要|不想|不敢)打自己(人|的|球)
      ! (結束|了結)(一切)(敵|戰)
      ! (不能|無法|沒辦法)存在(在|於)
      ! (植物|動物|細菌|病毒|魚|生物|恐龍|細胞|它|牠|牠們)_(活不下去|不能活|無法活|不能存活)
      ! 想消失(在|的)
    `,
  },
  home: {
    en: `
      (scared|afraid|fear|fearing|frightened) for my (life|safety)
      (im|i am|were|we are) not safe (here|at|with|there|in my|when|anywhere|tonight)
      (being|getting|was|been|gets) (beaten|threatened|stalked|abused|beaten up|hit) (by|at home|every|up at|because|again)
      (hiding|hide|hid|cover up|covering up) (bruises|a bruise|a black eye)
      (he|she|someone|somebody|a man|man|guy) (is|keeps|has been) (following|stalking|watching) me
      ! (man|he|she|someone) (is|keeps) (following|watching) me (on (insta|instagram|tiktok|snap|youtube)|in the (game|race))
      (he|she|they|{family}) (hits|beats|punches|slaps|kicks|chokes|whips|burns|hurts|abuses|strangles|shoves) (me|us)
      (he|she|they|{family}) (always|often|still|sometimes|just|even|once|has|had|have|will|would|used to|started to|tried to) (hit|hits|beat|beats|punch|punched|slap|slapped|slaps|kick|kicked|kicks|choke|choked|whip|burn|burned|hurt|hurts|strangle|strangled|abuse) (me|us|my mum|my mom|my sister|my brother)
      (he|she|they|{family}) (hit|beat|punched|slapped|kicked|choked|whipped|burned|burnt|hurt|strangled|abused|shoved) (me|us|my mum|my mom|my sister|my little brother|my little sister)
      (keeps|started|stop|stopped|is|was|are|been|by|dads|mums) (hitting|beating|punching|slapping|kicking|choking|hurting|abusing|strangling) (me|us|my mum|my mom|my sister|my brother)
      (hits|beats|hit|beat|hitting|beating|kicks|whips|whipped) (me|us) (with a|with his|with her|with the|with) (belt|stick|cane|shoe|slipper|hanger|bottle|wire|cable|ruler|hose|broom|pan)
      (hits|beats|hurts|abuses) me
      (abused|beaten|hurt|hit) (by|at home by) (my|our|his|her|mum|dad)
      get (hit|beaten|hurt) (at home|by my|when i get home|again)
      (scared|afraid|frightened|terrified) (to|of) (go|going|come|coming|be|being|walk|walking) (back|) home
      (scared|afraid|frightened|terrified) of (my|our) {family}
      (scared|afraid|frightened|terrified) (of what|what) (he|she|they|my dad|my mum|my stepdad) (will|might|could|would) do
      (dont|do not|cant|cannot) (want to|wanna|) go home _ (hurt|hit|scared|afraid|there|because he|because she|dad|mum|drunk)
      (dont|do not|never|doesnt|didnt) feel safe (at home|in my house|at my|with him|with her|with my|there|anywhere)
      (not|isnt|unsafe|never) safe at (home|my house|my dads|my mums)
      {adult} (gets|got|is|comes home|was) (drunk|high|violent|really angry) _ (hit|hits|hurt|hurts|scared|shout|shouts|throw|throws|and|again)
      (locks|locked|locking|shuts|shut) me (out|in|outside|in my room|in the|up|in a) _ (night|nights|room|cupboard|garage|bathroom|house|all|again|cold|hours|dark)
      (threw|throws|throwing|smashed) _ (plate|bottle|chair|phone|glass|knife|cup|things|stuff|something) _ (at me|at my head|at my mum|my head|at us)
      {adult} _ (locked|kicked|threw|throws|kicks) me out
      (kicked|threw|thrown) out of (my|the|our) house
      (no|isnt any|never any|not any) food (at home|in the house|in our house|in the fridge|at my house)
      (nothing|havent anything|never anything) to eat at home
      (havent|not|hasnt|hardly) (eaten|had food|had anything to eat) since _ (home|mum|dad|there)
      (mum|dad|mom|parents|they) (has|have|left|hasnt|havent|is|are|been) _ (home|back|alone|gone) (for|since) _ (days|weeks|friday|monday|sunday|saturday|days now)
      {adult} (is|are|has been|been) gone (for|since)
      (left|leave|leaves) (me|us) (home|alone) _ (days|nights|weekend|week)
      (bruise|bruises|bruised|marks|burns|black eye) _ from (my|him|her|when|where he|where she|being|the belt)
      (hide|hiding|cover|covering) (my|the) (bruises|bruise|black eye)
      (run|running|ran) away from (home|my family|my dad|my mum|my house)
      {want} run away (tonight|tomorrow|and never|forever|from)
      (dont|do not|please dont|cant) (call|tell|phone|ring|email|let) (my|) {adult} _ (hurt|hit|beat|kill) (me|us)
      (they|he|she|dad|mum|mom|parents|stepdad) (will|is gonna|is going to|are gonna|are going to|would) (hurt|hit|beat) (me|us)
      (mum|mom|dad|stepdad|parents|he|they) _ (hurting|hits|hit|beats|beating|choking|choked|hurt) (mum|mom|my mum|my mom|each other|my brother|my sister|my baby brother)
      (make|making|made|force|forcing|forced) me _ (marry|get married)
      (take|taking|send|sending) me (abroad|away|back|to) _ (married|marry|fgm|be cut)
      (cant|i cant|dont dare|too scared to|scared to) tell (anyone|anybody|someone|my teacher) _ (home|hurts|hurt|hits|hit|dad|mum|uncle|he does|happened)
      (hurts|hurting|hurt) me _ (tell|told|telling) (anyone|anybody|nobody)
      (wont|doesnt|dont|never) (feed|feeds|let me eat|give me food|give us food)
      (sleep|slept|sleeping) (outside|on the street|in the park|in the car|rough) _ (night|because|home|again|nights)
      ! (beats|beat) (me|us) (at|in|to|by|every time we|on|fair|1|2|3|4|5|6|0)
      ! (hits|hit) (me|us) (up|hard that|that|with (a|the) (ball|dodgeball|snowball|pillow|idea|news|question))
      ! (he|she|they) (hit|kicked) me (in|during) (football|dodgeball|basketball|rugby|hockey|pe|the match|the game)
      ! (kicked|locked|threw) (me|us) out (of|from) (the|my|our) (game|call|group|server|chat|lobby|account|app|team|google|laptop)
      ! locked me out (of|from) (my|the) (account|app|ipad|laptop|phone|computer|email)
      ! (hurt|hurts) (me|us) (to|that|when) (watch|see|read|hear|say)
      ! (burns|hurts|kicks|beats|hits|whips) us (all|with facts|in the (poem|film|novel))
      ! (in|the) (story|book|poem|film|novel|play) _ (hits|beats|hit|beat|hurt) me
      ! no food at home (economics|technology)
      ! (bruises|marks) from (the|my) (match|rugby|football|hockey|skateboard|game|goggles|mask|pen)
      ! (feed|feeds) (the|my|our|back|on|into)
    `,
    zh: `
      (跟蹤|尾隨)我
      被(人|陌生人|他|)(跟蹤|尾隨)
      (我|在這裡|在家裡|跟他在一起)(覺得|)(不安全|很不安全)
      (打|揍|踢|踹|掐|捏|毆打|鞭打|虐待|毒打|痛毆|甩|摑|搧|勒)我
      (打|揍|踢|掐|虐待)(我們|我弟|我妹|我媽|我哥|我姊|弟弟|妹妹|媽媽)_(好怕|很兇|每天|常常|流血|受傷|怎麼辦|求救|救)
      {人}_(打|揍|踢|掐|毆打|虐待|傷害|弄痛|欺負|凌虐)(我|我們)
      {家人}(喝酒|喝醉|發酒瘋|吸毒|抓狂|發瘋|生氣)_(打|丟|砸|罵|摔|我|兇)
      被{家人}_(打|揍|踢|罵|虐待|關|趕|燙|掐|罰跪|弄)
      (不敢|不想|害怕|好怕|很怕|怕|不能|不可以)回(家|到家|去那個家)
      (好怕|很怕|超怕|害怕|怕)(我|)(的|){家人}
      (關|鎖)(在|到)(門外|外面|房間|房間裡|廁所|陽台|浴室|櫃子|儲藏室|家裡)
      (趕|轟|丟)(我|)(出|出去|出門|出家門|出來)
      被趕(出|出去|出家門|出來)
      (皮帶|衣架|藤條|水管|棍子|愛的小手|鞭子|掃把|拖鞋|電線|球棒)_(抽|打|揍)
      (拿|用)_(椅子|刀|酒瓶|瓶子|杯子|碗|菸灰缸|東西|菸)_(丟|砸|打|燙|敲)(我|媽媽|弟弟|妹妹)
      (用|拿)(菸|煙|熨斗|熱水)_燙我
      (丟|砸|摔)(我|到我)_(頭|臉|身上|流血)
      (瘀青|傷|疤|傷口|黑眼圈)_(被|是)_(打|揍|踢|燙|掐)
      被_(打|揍|踢|燙|掐)_(瘀青|流血|受傷|傷)
      (遮|藏|蓋)_(瘀青|傷|傷口)
      家裡_(沒有東西吃|沒東西吃|沒有飯吃|沒飯吃|沒有吃的|沒有大人|沒大人|都沒人|沒有人煮)
      (好幾天|兩天|三天|四天|五天|幾天|一個禮拜|一星期|好久)_(沒有大人|沒人在家|沒回家|沒飯吃|沒有飯吃|沒東西吃)
      (媽媽|爸爸|爸媽|他們)_(不給我吃|不准我吃|不讓我吃|不給我飯)
      (沒|沒有)(飯|東西)吃_(家|媽|爸|他們|餓)
      {家人}_(沒回家|不見了|不要我了|丟下我|不管我)_(天|禮拜|星期|好久|了)
      {人}_(會打死我|會殺了我|會揍我|要打我|要殺我|會打我)
      (打死|揍死|殺了)我
      (不要|別|拜託不要|求你不要)_(打給|告訴|跟|通知)_{家人}_(打|揍|死|罵)
      (家暴|家庭暴力)
      (離家出走|逃家|蹺家|想逃離這個家|逃出這個家)
      {家人}_(拿刀|打架|互打|打媽媽|打爸爸|打我媽|打弟弟|打妹妹|掐媽媽|要跳樓)
      (不敢|不能|不可以)_(跟別人說|告訴別人|跟老師說|告訴老師|說出來)_(打|怕|家|爸|媽|他)
      (睡|住)(公園|街上|車上|路邊|外面)_(晚|家|因為|爸|媽)
      在家_(不安全|很害怕|好害怕|好可怕|很可怕)
      ! (打)我(手機|電話|的電話|的手機|家電話|們家|家|分機|line|賴)
      ! (打|踢|揍|甩)我們(隊|班|的球|一(比|分))
      ! (打|揍)我(們|)(的|)(電動|遊戲|角色|塔)
      ! (電話|手機|line|賴)_打我
      ! (球|被子|雨|風|浪|海浪|蚊子)_打我
      ! (家暴|家庭暴力)(防治|防治法|宣導|專線|的定義|是什麼|113)
      ! (不想|不敢)回家(作業|寫功課|寫作業|練)
      ! 回家(作業|功課)
      ! (敲|拍|吹)打我
      ! (虐待|打)我們(的耳朵|的肌肉)
      ! (老師|教練)_(操|虐)我們
    `,
  },
  sexual: {
    en: `
      {person} _ (touches|touched|touching|gropes|groped|groping|fingered|molests|molested) (me|my)
      (touch|touches|touched|touching|grab|grabs|grabbed|grabbing|rubs|rubbed|squeezed|slapped|grope|groped) my (bum|butt|ass|arse|bottom|boob|boobs|breast|breasts|chest|private|privates|private parts|thigh|thighs|crotch|body|waist)
      touched me (inappropriately|there|down there|sexually|under|again|last night|in a weird|in a bad|where|and i didnt|and told|and said|without)
      touches me
      (hand|hands|fingers) (up|under|down|in|inside|on|between) my (skirt|shirt|top|pants|trousers|dress|underwear|bra|legs|shorts|thigh|thighs)
      (makes|made|making|forces|forced|forcing) me _ (touch him|touch her|touch it|kiss|have sex|do things|do stuff|sleep with|watch porn|undress|strip|take off|take my clothes|sit on his|suck)
      (do|does|did|doing) (things|stuff|something) (to me|i dont want|i didnt want|that i dont|that i didnt|i dont like|i didnt like|down there)
      (was|been|got|being|get|is|friend was|nearly) raped
      (raped|raping|rape) (me|my|her|my friend|my sister)
      (sexually|sexual) (abused|assaulted|harassed|abuses|touched me|abusing|harassing)
      (sexually|sexual) (assault|abuse|harassment) (me|happened|by my|at home)
      (molested|molesting|molests)
      (send|sends|sent|sending|sell|selling|trade|post|posted|posting|leak|leaked|leaking|spread|spreading|share|shared|sharing|show|showed|has|have|got|saved|screenshot) _ (nudes|nude pic|nude pics|nude photo|nude photos|nude picture|nude pictures|naked pic|naked pics|naked photo|naked photos|naked picture|naked pictures|noodz|my nudes)
      nudes
      (naked|topless) {pics} of (me|her|him|my|us)
      (dick|cock|pussy|boob|tit) {pics}
      (sext|sexting|sexted|sextortion)
      (asked|asks|asking|ask|wants|wanted|want|told|tells|telling|begged|pressure|pressures|pressuring|pressured) me (to|for|2) _ {pics}
      (send|sent|sending) (him|her|them|it to him|this guy|a guy|a man|someone) _ {pics} of (me|my|myself)
      (send|show|post|posted|leak|spread|share|sell) my {pics} (to|everywhere|on|if|online|around|unless)
      (send|show|post|leak|spread|share) (it|them|everything|the video|the pics|the photos) to (everyone|everybody|my parents|my friends|the whole school|my mum|my dad)
      if i dont (pay|send|do what|show|meet|give him|give them|come alone)
      (blackmail|blackmails|blackmailed|blackmailing) me
      (told|asked|made|makes|wants|tells|says|said|asks) _ (to keep|keep) (it|this|us|that|everything) _ secret
      our (little|special|own) secret
      (told|tells|said|says|warned|made me promise) (me|) _ (not to tell|dont tell|never tell|cant tell|must not tell|mustnt tell|not tell) (anyone|anybody|my mum|my mom|my dad|my parents|no one|nobody|my teacher)
      {stranger} {online} _ (wants|want|wanted|asked|asks|asking|keeps|keep|told|sent|sends|sending|said|says|wont stop|found|knows|knows where)
      (met|meet|meeting|talk to|talking to|talked to|chat with|chatting to|chatting with|message|messaging|dating|date) (a|an|this|some|someone|him|somebody) _ (man|guy|boy|adult|stranger|older|person|someone) {online}
      (someone|somebody) i (met|know) {online} _ (wants|asked|asks|said|told|meet|pics|pictures|photos)
      (wants|want|wanted|asked|asks|asking) (to meet me|me to meet|to meet up with me|to see me alone|me to come alone|to meet me alone|me to meet him|to meet irl|to meet in person)
      (meet|see|come|visit|go with) (him|her|them|me|to his|to his house) _ (alone|in secret|at his house|at his place|at a hotel|and not tell)
      (come|go|be) alone (and|or|he|to his|to meet|with him)
      should come alone
      {stranger} _ (asks|asked|keeps asking|asking|wants to know) _ (what im wearing|what i am wearing|what i wear|my bra|my underwear|if im a virgin|if im alone|if i am alone|where i live)
      older (guy|man|boyfriend|men) _ (me|my|online|gifts|car|dating)
      (my boyfriend|boyfriend|hes|he is|guy) _ (is|hes|whos) (19|20|21|22|23|24|25|26|27|28|29|30|35|40|45|50)
      (sugar daddy|sugar baby)
      (gives|gave|buys|bought|sent|sends) me (money|gifts|robux|vapes|vbucks|a phone|presents) _ (pics|pictures|photos|if i|for|secret|and wants|to meet)
      (watches|watched|watching|films|filmed|filming|recorded|records|spying on) me (shower|in the shower|change|changing|undress|undressing|sleep|sleeping|naked|in the toilet|in the bathroom|getting changed)
      (took|take|takes|taking) {pics} (up my|under my|of me) (skirt|changing|naked|in the|sleeping|undressing|without)
      (takes|take|took|pull|pulled|pulls) (off|down) my (clothes|pants|trousers|top|shirt|underwear|skirt)
      (gets|got|comes|came|climbs|climbed) (in|into) (my bed|bed with me|the shower with me)
      (i might be|i think im|im|i could be|i think i am|what if im|am i) pregnant
      my period is late
      {person} _ (kissed|kisses|licked) me _ (want|like|stop|forced|no|uncomfortable|weird)
      (makes|made) me (feel uncomfortable|uncomfortable) _ (touch|touches|coach|teacher|uncle|hugs|looks|stares|man|he)
      ! touched (me|my) (deeply|emotionally|heart|soul|so much|because|when i read|the most)
      ! (painted|painter|painting|paintings|artist|artists|classical|greek|roman|renaissance|rubens|museum|statue|statues|sculpture|drawing) _ (nude|nudes)
      ! nudes (in|of) (art|the|renaissance|picasso|rubens|painting|paintings)
      ! (keep) _ secret (until|till|for the) (the|play|show|party|surprise|birthday|end)
      ! (not to tell|dont tell) (anyone|anybody|my mum|my mom|nobody) (the answer|the ending|the password|about the (party|surprise|present))
      ! if i dont (pay) attention
      ! if i dont (send) (my|the|in) (homework|work|essay|form)
      ! (asked|told|wants|asks) me (to|for) _ {pics} (of|for) (the|our|a|my) (plant|plants|poster|project|experiment|homework|presentation|cat|dog|class|book|page|work|bridge|science|trip|science fair)
      ! (send|sent|sending) (him|her|them|someone) _ {pics} of my (homework|cat|dog|work|book|poster|notes|project|answers)
    `,
    zh: `
      (裸照|私密照|私密影片|性感照|裸體照|不雅照|不雅影片|色色的照片)
      (被|遭|遭到|差點被|快被|曾被)_(性侵|強暴|強姦|猥褻|迷姦|性騷擾|侵犯)
      (性侵|強暴|猥褻|性騷擾|侵犯)(我|過我|了我|她|我朋友|我妹妹|我同學)
      (性侵|強暴|猥褻|性騷擾)
      (摸|碰|揉|抓|捏|親|舔|拍)_(胸部|胸|屁股|下體|下面|私處|私密處|大腿|內褲|那裡|尿尿的地方|奶|小雞雞)
      {人}_(亂摸|一直摸|偷摸|摸|強吻|親|舔|抱住)我
      (亂摸|偷摸|摸|強吻)我
      (手|他的手)_(伸進|伸到|放進|放到)_(衣服|褲子|裙子|內褲|內衣|大腿|我的)
      坐(在|到|)(他|叔叔|老師|教練|我)(的|)(大腿|腿上|腿)
      (坐他|坐在他)(腿|大腿)(上|)
      (叫|要|要求|逼|強迫|求|拜託|一直叫|一直要)(我|女生|她)_(傳|拍|寄|給|發)_{照}
      (傳|寄|發)(我的|自己的|)(裸|全裸|身體|內衣|沒穿衣服)的{照}
      (傳|拍)(裸照|沒穿衣服|身體|內衣)_(給|他|網友)
      (把|要把)(我|我的|她的)_{照}_(傳出去|流出|散布|公開|放上網|給大家|給全班|貼出來|外流|傳給)
      (不給錢|不付錢|不聽話|不照做|不見面|不傳)_(就|會)_(照片|影片|公開|傳|告訴|爸|媽)
      (用|拿)_{照}_(威脅|勒索|逼)
      (我們|我們兩個|你跟我)(的|之間的|)(小|)(祕密|秘密)
      (不可以|不能|不要|不准|不許|別|不可)(跟|告訴|對|和|讓)(媽媽|爸爸|爸媽|任何人|別人|老師|家人|其他人|你媽|你爸)_(講|說|知道|)
      (網友|網路上|遊戲裡|交友軟體|ig上|抖音上|discord上)_(約|見面|要我|叫我|問我|傳照|給我錢|送我|喜歡我|男朋友)
      (網友|叔叔|大哥哥|陌生人|大人|男生|學長)_約我_(見面|出去|單獨|一個人|家|房間|旅館|汽車旅館|開房間)
      (約|叫|要)我(一個人|單獨|自己)_(去|來|見面|出去|到)
      對我_(做|做了)_(奇怪|不好|那種|噁心|不舒服|色色|壞|很怪)的事
      (叫|逼|強迫|要|硬)我_(脫|脫衣服|脫褲子|舔|含|看a片|看色情|做愛|上床|跟他睡|幫他)
      脫(我|掉我|我的)(的|)(衣服|褲子|裙子|內褲|內衣)
      問我_(穿什麼|內衣|內褲|胸部|罩杯|是不是處女|一個人在家|有沒有做過)
      (偷拍|偷看)我(洗澡|換衣服|上廁所|裙底|睡覺|)
      (我|好像|可能|應該|是不是|會不會)(懷孕|有小孩|有了)(了|)_(怎麼辦|怕|嗎|吧|敢|不)
      (我|好像|可能)懷孕了
      (月經|大姨媽)_(沒來|沒有來|遲)_(怕|懷孕|怎麼辦|他)
      (包養|援交|約砲|約炮)
      (跑進|爬上|躺在|鑽進)_(我的床|我床上|我被窩|我房間)
      (給我|送我|買)_(錢|禮物|點數|手機)_(照片|摸|見面|陪他|祕密|秘密)
      ! (性侵|性侵害|性騷擾|強暴|猥褻)(害|)(防治|防治法|宣導|犯罪|的定義|案件|新聞|申訴|罪)
      ! (法律|定義|新聞|防治|課本|宣導|什麼是|何謂)_(性侵|性騷擾|猥褻|強暴)
      ! (強暴)(力|雨)
      ! (摸|親|碰|拍|抱)_(狗|貓|兔子|小狗|小貓|馬|牠)_(屁股|大腿|胸|下面)
      ! (拍|摸|碰)_(球|桌子|水|牆|機器|儀器|箱子|按鈕|圖)_(下面|那裡)
      ! (不要|不能|不可以)(跟|告訴)(別人|老師|媽媽)_(答案|結局|密碼|驚喜|生日|派對)
      ! (我們)(的|)(小|)(祕密|秘密)(武器|基地|花園|通道|配方|行動|客)
      ! (雞|豬|牛|魚|煎)_(胸|大腿|下面)
    `,
  },
  violence: {
    en: `
      {want} (hurt|kill|stab|shoot) my (family|parents|mum|mom|dad|brother|sister|teacher|classmates|class|friends)
      (bring|bringing|brought|brings|take|taking|carry|carries|carrying) (a|my|the|his|her|dads|my dads|that|in a|an) _ {weapon}
      (has|have|got|hid|hide|hides|hiding|keeps|put) (a|my|the|his|dads|my dads) _ {weapon} (in|at|under|with|to|on) (school|my bag|his bag|her bag|their bag|the bag|my locker|his locker|class|me|him)
      i know where _ (gun|guns|gun is|pistol|rifle)
      (my|his|her) (dad|dads|uncle|uncles|brothers|parents|grandad|grandads) (gun|guns|pistol|rifle)
      (shoot|shooting) up (the|this|my|our|a|)(school|class|place|classroom|everyone|it|teachers)
      (shoot|shooting|bomb|bombing|blow up|burn down|attack|attacking) (the|this|my|our|) school
      (be|become|like|next|a|the) school shooter
      (do|plan|planning|planned) a (school shooting|shooting|massacre|mass shooting)
      (make|making|build|building|made|get|buy|set off) (a|an|my own|real|the|) (bomb|bombs|pipe bomb|pipe bombs|explosive|explosives|molotov|nail bomb|petrol bomb)
      (i|ill|im|id|lets|we|well|we will|i will) (want to|wanna|wana|going to|gonna|gona|will|plan to|planning to|just want to|could|might|swear ill|swear im gonna|am going to|am gonna|really want to|) _ (kill|stab|shoot|murder|slaughter|strangle|poison|shank) {them}
      (want to|wanna|going to|gonna|planning to|ready to) (hurt|beat up|attack|destroy|kill|stab) {them}
      i (will|am going to|am gonna|want to|wanna) (kill|stab|shoot|murder|hurt) you
      (ill|im gonna|im going to) (kill|stab|shoot|murder) you
      (he|she|they|someone|boys|guy) (said|says|told me|texted|messaged|swore) _ (will|would|is going to|was going to|are going to|were going to|ll|hell|shell|theyll|gonna|wants to|want to|going to) (kill|stab|shoot|hurt|beat|jump|get|attack|bomb) (me|you|us|everyone|everybody|him|her|them|up|my|the school|people)
      (threatened|threatens|threatening|threaten) (me|us|to kill|to stab|to hurt|to beat|to shoot|him|her|my)
      (pulled|pulls|pulling|holds|held|showed|shows|put) a (knife|gun|blade|machete) (on|to|at|me|him|her)
      (dont|do not|better not|nobody should|stay away from) (come|come to|come in|go to|go in|) (to|into|in|) school (on|) {days}
      {days} (dont|do not) come (to|into|in) (school|class)
      i hope (he|she|they|you|everyone|everybody|they all|you all|my teacher|this school) (die|dies|all die|burn|burns|gets shot|get shot|gets stabbed)
      (they|you|he|she|everyone|everybody) (all|) (deserve|deserves) to (die|be dead|suffer|be shot|be killed)
      (everyone|everybody|they|you) (will|are going to|is going to|gonna) (all|) (pay|regret|be sorry|die) (for what|for this|tomorrow|when|soon)
      (they will|youll|you will|theyll|everyone will) (see|all see|be sorry|regret it) (tomorrow|when i|on {days})
      (waiting|wait|waits) (outside|for me|after school|at the gate) _ (knife|knives|machete|machetes|beat|stab|jump|hurt|bats|bat|get me|kill)
      (gonna|going to|want to|wanna|will|tried to|about to) jump me
      (got|get|getting|been) (jumped|stabbed|shanked|mugged|shot at)
      (stabbed|shot|shanked) (me|my|him|her|someone|somebody|a boy|a kid) _ (school|yesterday|today|street|outside|near|friend|brother|cousin)
      (kill|hit|death|shooting) list
      (gang|gangs|older boys|elders|dealer) _ (wants|want|made|make|making|told|force|forced) (me|us|my brother) _ (carry|sell|deliver|hold|join|hide|run|do)
      (county lines|run drugs|running drugs|carry drugs|carrying drugs|deliver drugs|sell drugs for|selling drugs for|hold drugs|hold his|deliver a package for)
      (set|setting) (fire to|) (the school|my school|his house|her house|their house|him|her) _ (on fire|fire|alight)
      (want to|wanna|going to|gonna|ill|will|planning to) (burn|blow|set) _ (school|house|place) (down|up|on fire)
      (hurt|hurting|kill|killing|torture|torturing) (animals|cats|my cat|the cat|my dog|puppies) _ (fun|feels|like it|enjoy|good)
      ! (knife|knives) (and|or) (fork|forks|spoon|spoons)
      ! (knife|knives|gun) (for the (play|cake|picnic|food|bread|show|prop)|skills|edge|crime|shot|shots)
      ! (butter|plastic|palette|craft|bread|toy|water|nerf|glue|heat|top|foam|prop|lego|paint|laser|cake) _ {weapon}
      ! (bath|seed|photo|cherry|calorimeter|atom|atomic|nuclear|glitter|smoke|logic|volcano|bicarb|foam|paper) (bomb|bombs|explosion)
      ! (who|they|oppenheimer|scientists|germany|america|germans|japan|first|usa|nazis|project) _ (made|make|build|built|building) _ (bomb|bombs|explosive|explosives)
      ! (kill|killed|killing) two birds
      ! (kill|shoot|stab|murder|hurt) (you|him|her|them|everyone|people|someone) (if you|in (minecraft|fortnite|roblox|the game|this game|chess|among us|the play|the story|cod|valorant|dodgeball)|lol|haha|with kindness|xd|hahaha|next round|with laughter|at chess|off in)
      ! (kill|murder) you (if you|for spoiling|lol|haha|xd)
      ! (macbeth|hamlet|brutus|romeo|tybalt|story|book|novel|play|film|chapter|character|villain|hero|boss|dragon|zombie|zombies|game|king) _ (kill|stab|shoot|murder|poison|strangle|attack)
      ! shoot (them|him|her|people|everyone|someone) (a|an) (message|email|text)
      ! (shoot|shot) (him|her|them|someone|people) (on (camera|film|video)|with (a|the) (camera|phone))
      ! attack (him|her|them|everyone|people) (in|on|with) (the game|fortnite|minecraft|roblox|chess|my queen|the debate)
      ! shooting (list|stars|star)
      ! (hit) list (of songs|song|songs)
      ! (burn|set) _ (house|place) (in|for) the (story|play|film)
      ! (take|taking|took|bring|brings) (a|the) (gun|knife) (to a|out of the (equation|story))
      ! dont (come|go) to school (on|) (monday|friday|tomorrow) (because|its|it is|as|since) (a|its a|it is a|holiday|the|bank)
    `,
    zh: `
      (帶|偷帶|藏|揹|拿)(了|著|一把|把|)_{刀}_(去學校|來學校|到學校|上學|進學校|在書包|在身上|在抽屜|去找他|去找她|去打架)
      (要|想|會|打算|準備|明天)(帶|拿)(一把|把|)(刀|刀子|水果刀|菜刀|西瓜刀|開山刀|槍|手槍|武器|炸彈|球棒)
      (書包|抽屜|置物櫃)_(有刀|有槍|藏刀|藏著刀|放刀|有一把刀)
      帶(刀|槍|武器)
      (殺了|殺死|殺光|砍死|砍了|捅死|捅了|弄死|幹掉|打死|毒死|勒死|做掉|宰了){誰}
      (想|要|會|打算|準備|好想|真想|一定要)(殺|砍|捅|刺|毒死){誰}
      (想|要|好想|打算|說要)(殺人|砍人|捅人|開槍)
      (捅|砍|刺){誰}_刀
      (殺|砍|捅)全(班|家|校)
      (拿|用|說要拿|會拿|要拿)_(刀|槍|水果刀|美工刀|球棒|棍子|石頭)_(砍|刺|捅|打|殺|射|抵|架)_(我|他|她|他們|她們|你|人|大家|同學)
      (掃射|槍擊|炸掉|炸|燒掉|血洗|攻擊)_(學校|教室|全校|校園|辦公室)
      (做|製作|自製|製造|組|買|弄)(一顆|一個|顆|)(炸彈|汽油彈|土製炸彈|爆裂物|火藥|土炸彈)
      (不要|別|不准|千萬別|千萬不要|最好不要|最好別)(來|去|到)學校
      (一起|跟我|全部|通通|都|給我|讓他們|讓大家)_(陪葬|同歸於盡)
      (潑|倒)_(硫酸|汽油|強酸|熱油)
      (威脅|恐嚇|勒索)(我|我們|要打|要殺|說要|我要|同學)
      (被|一直|遭到)_(威脅|恐嚇|勒索)
      (堵|圍毆|圍堵|烙人打|找人打|叫人打|烙人|蓋布袋)(我|他|她|人|們|)
      (放學|校門口|巷子|廁所|外面)_(堵我|等著打|要打我|圍毆|有人要打|揍我)
      (他們|他|她|她們|有人|學長)_(要打我|要揍我|要砍我|要殺我|會打我|找我麻煩)
      (放火|縱火)_(燒|學校|教室|房子|家)
      (希望|詛咒|最好)(他們|他|她|你們|全班|大家|老師)_(去死|死光|全死|都死|被殺|死掉)
      {誰}(都|全都|全部|)(該死|去死吧|不得好死)
      (讓|要|叫|會讓)(他|她|他們|她們|大家|你們|全班)_(後悔|付出代價|好看|生不如死|死得很難看)
      (幫派|黑道|大哥|老大|角頭|藥頭)_(叫我|要我|逼我|找我|我加入|入會)
      (幫|替)_(運毒|送毒|賣毒|賣藥|送貨|當車手|領錢|領包裹)
      (當車手|吸毒|拉k|k他命|毒咖啡包|喪屍煙彈)_(我|他叫|同學|朋友|學長|叫我|給我|怎麼|在)
      (我|同學|朋友|學長)_(吸毒|拉k|抽大麻|吸笑氣|抽喪屍)
      (虐|虐待|殺|弄死|打死)(貓|狗|小貓|小狗|動物|兔子)_(好玩|很爽|開心|紓壓)
      ! (刀|刀子)(和|跟|與|叉|及)(叉|叉子|湯匙|砧板|)
      ! 帶刀(侍衛|護衛|叉|入鞘|的武士|的侍衛)
      ! (野餐|露營|切水果|切蛋糕|家政|烹飪|童軍|美術|美勞|勞作|烤肉)_{刀}
      ! {刀}_(切水果|切蛋糕|切菜|剪紙|裁紙|做勞作|做美勞|切麵包|野餐|露營|童軍|家政課|美術課)
      ! (原子彈|炸彈)_(發明|是誰|歷史|二戰|廣島|長崎)
      ! (發明|歷史|二戰|廣島|長崎|科學家|氣泡|泡澡|沐浴)_炸彈
      ! (殺)(價|青|菌|時間|蟲|毒軟體)
      ! (殺死|殺了|打死|毒死|幹掉)(他們|牠|牠們|它|它們)(的|)(細菌|病毒|蚊子|蟑螂|魔王|小怪|敵人|boss|怪)
      ! (荊軻|哈姆雷特|馬克白|曹操|武松|秦王|項羽|劉邦|主角|小說|故事|皇帝|刺客|將軍|遊戲|魔王|電影|課文|史)_(殺|刺|砍|捅|毒死|幹掉|打死)
      ! (電玩|遊戲|傳說|麥塊|原神)_(殺|砍|打死|幹掉)
      ! (想|要)(殺人)(魔|鯨|案|遊戲|狼)
      ! (不要|別)(來|去)學校_(放假|颱風|停課|假日)
      ! (颱風|停課|放假)_(不要|別)(來|去)學校
      ! 攻擊_(校園網路|學校網站|系統)
      ! (威脅|恐嚇)_(修辭|生態|物種|環境|健康)
    `,
  },
  bullying: {
    en: `
      (no|any) friends (left|at all|at school|anymore)
      (being|getting) (bullied|picked on|called names|laughed at|threatened|beaten up)
      (bully|bullies|bullied|bullying|cyberbully|cyberbullied|cyberbullying)
      {everyone} (hates|hate|laughs at|laugh at|laughed at|ignores|ignore|avoids|is against|mocks|bullies|makes fun of|is laughing at|is mean to) me
      they (hate|laugh at|laughed at|ignore|ignored|mock|mocked|tease|teased|exclude|excluded|humiliate|humiliated|avoid) me
      {nobody} (likes|talks to|wants to talk to|will talk to|wants to be friends with|plays with|cares about|wants|helps|speaks to|believes) me
      {nobody} (will|wants to|would|ever|) (sit|sits|work|works|play|be|partner|eat|eats) (with|next to|near) me
      (laugh|laughs|laughed|laughing) at (me|how i|my clothes|my accent|my hair|my weight|my name)
      (make|makes|made|making) fun of (me|my|how i|the way i|where im)
      (pick|picks|picked|picking|gang|ganging) (on|up on) me
      (tease|teases|teased|teasing|mock|mocks|mocked|mocking|insult|insults|insulted|humiliate|humiliated|humiliating|exclude|excluded|excluding|torment|tormenting|harass|harasses|harassed|harassing) me
      (spread|spreading|spreads|started|tell|telling|making up) (rumours|rumors|lies|a rumour|a rumor) about me
      (talk|talks|talking|talked) (behind my back|about me behind|trash about me|shit about me|bad about me)
      (call|calls|called|calling|say im|says im|said im|saying im) (me|) _ (fat|ugly|stupid|dumb|a slut|slut|whore|gay|a freak|freak|disgusting|a pig|pig|a loser|loser|smelly|worthless|retarded|a retard|a whale|names|bad names|weird|a monkey|monkey|the n word|a terrorist|paki|chink|useless|pathetic|creepy)
      (say|says|said|saying|tell|told) (that|me|) i (stink|smell|smell bad|should die|should kill myself|am ugly|am fat|look like|dont belong|shouldnt exist|am disgusting)
      (group chat|groupchat|gc|page|account|meme|memes|video|videos|tiktok|story|poll|list|sticker|stickers) (about|of|making fun of|mocking|to laugh at|laughing at|against|to bully) me
      (fake|hate) (account|accounts|page|profile) _ (me|my name|my face|my photo|my pic|my picture|humiliate)
      (push|pushes|pushed|pushing|shove|shoves|shoved|trip|trips|tripped|kick|kicks|kicked|kicking|punch|punches|punched|spit|spits|spat|hit|hits) (me|on me|at me|at my) _ (every day|everyday|every morning|every break|every lunch|all the time|always|again|lockers|locker|wall|toilet|toilets|stairs|laugh|laughed|nobody)
      (took|take|takes|stole|steal|steals|hid|hide|hides|threw|throw|throws|destroyed|ruined|broke) my (shoes|shoe|bag|clothes|lunch|phone|books|book|money|stuff|things|pe kit|glasses|pencil case) _ (toilet|toilets|bin|again|every day|everyday|away and|laugh|laughed|mud|window|roof|every time)
      (told|tells|tell|telling|got|made) (everyone|everybody|people|them|the whole class|my friends|others|all my friends) (to ignore|not to talk to|to hate|not to sit|to stop talking to|not to play|not to be friends|to unfriend|to bully|to block) _ me
      told me to (die|kill myself|kys|end it|go die|kms|go back to my country|go back where)
      (i have|ive got|ive|i dont have|i got|i have got) (no friends|any friends|no real friends|zero friends|no one to talk to|nobody to talk to|no one to sit with)
      (sit|eat|eating|sitting|am|im|always) (alone|by myself) (every|at every|at lunch|all the time|because)
      (racist|homophobic|transphobic|sexist|mean|horrible|nasty) to me
      (leave|leaves|left|leaving) me out (of everything|every time|again|on purpose)
      (scared|afraid|frightened|terrified|dont want) (to come|to go|of going|of coming|of) (to|into|) (school|lessons|class|lunch|the playground|the toilets|the bus|break) _ (because|them|they|him|her|bullies|hurt|laugh|hit|him and)
      (they|he|she|boys|girls) _ (wont leave me alone|keep following me|wont stop following me|follow me home|wait for me after)
      (take|takes|took|taking|want|wants) my (lunch money|dinner money|money) _ (every|or|they|he|she|hit|beat)
      please make them stop
      they (wont|will not|never|dont) stop (calling|hitting|laughing|pushing|texting|messaging|hurting|teasing|bothering)
      ! (anti|about|against|stop|is|what is|define|of|types of|on) (bullying|cyberbullying)
      ! (bullying|cyberbullying) (week|poster|posters|assembly|policy|policies|presentation|project|lesson|lessons|essay|is|topic|campaign|definition|in (books|films|media|schools|the (book|story|film|novel)))
      ! (bully|bullies|bullying) (beef|pulpit|boy|in the (story|book|film|novel|play))
      ! (story|book|film|novel|chapter|wonder|character|characters|auggie) _ (bully|bullies|bullied|bullying|laugh at|laughed at)
      ! (laugh|laughs|laughing|laughed) at (me|my) (joke|jokes|drawing|drawings|meme|memes|cat|dog|presentation because it was funny)
      ! (make|making|made) fun of my (cat|dog|drawing|team)
      ! (call|called|calls|calling) me (weird al|pig latin|a stupid|back|later|when)
      ! {nobody} (wants) me to (know|fail|lose|win)
      ! {nobody} (likes|wants) (mondays|homework|maths)
      ! (hate|hates) me (for|because) (beating|winning)
      ! they (ignore|avoid) me (rable)
    `,
    zh: `
      (霸凌|網路霸凌|關係霸凌|言語霸凌)
      (被|一直被|又被|總是被|常被|常常被|遭)(同學|他們|她們|全班|大家|別人|學長|人|)(霸凌|欺負|排擠|孤立|嘲笑|取笑|羞辱|恥笑|推|打|踢|丟|潑|勒索|針對|罵|笑|孤立)
      (欺負|排擠|孤立|嘲笑|取笑|羞辱|恥笑|針對|捉弄|整|耍|中傷|抹黑|封鎖|霸凌|譏笑|笑|罵)(我|我們)
      {大家}_(不理我|討厭我|笑我|罵我|恨我|排擠我|不跟我說話|不跟我玩|不跟我講話|躲我|嫌我|看不起我|欺負我|無視我|孤立我)
      {沒人}_(要跟我|想跟我|願意跟我|跟我|理我|喜歡我|陪我|幫我|相信我|想理我|要理我)
      (叫|罵|說|笑|喊)我_(肥豬|胖子|死胖子|醜八怪|醜|豬|噁心|智障|垃圾|娘娘腔|娘炮|很臭|臭|白癡|怪胎|廢物|神經病|低能|死肥豬|妖怪|邊緣人|沒人要|賤|妓女|婊子|番仔|外勞)
      (群組|群|版|限動|限時動態|匿名版|告白版|ig|社團|影片|投票)_(罵我|講我|說我|笑我|嘲笑我|公審我|攻擊我|黑我|我的壞話)
      (專門罵|專門笑|在背後說|背後講|說我壞話|講我壞話|傳我的謠言|造我的謠|造謠說我|散播我的)
      (傳|散布|散播|造)_(我的|關於我的)(謠言|壞話|八卦|醜照)
      (我的|把我的|我)(鞋子|書包|東西|課本|便當|水壺|外套|鉛筆盒|眼鏡|作業|錢|衣服)_(馬桶|垃圾桶|丟掉|丟到|藏起來|被丟|被藏|被偷|弄壞|剪破|撕|踩|又不見|丟進)
      (把我|被)(推|關|鎖|壓|絆)_(撞牆|廁所|地上|樓梯|牆|置物櫃|倒|下去)
      (學|模仿)我(講話|說話|走路|口吃|的口音)_(笑|取笑|很|一直|每)
      (一直|每天|都|故意)(學我講話|學我說話|學我走路)
      (用|拿|盜)_(我的照片|我的名字|我的臉|我的頭貼)_(假帳號|做帳號|開帳號|梗圖|貼圖|騙|貼)
      (假帳號)_(我|罵我|冒充|假裝是我)
      (叫|要|逼)(大家|同學|全班|別人|他們|人家|所有人)_(不要跟我|別跟我|不要理我|別理我|討厭我|排擠我|不跟我)
      (我|在學校|在班上)(都|完全|真的|一個|)(沒有朋友|沒朋友|沒有半個朋友)
      (叫|要|罵|說)我(去死|自殺|消失|滾|去跳樓|不要活)
      (下課|午餐|中午|吃飯|分組)_(只有我一個|都一個人|沒人要|都沒人)
      (不敢|不想|害怕|怕)(來|去|上)(學校|學|上學|教室|廁所|那個班)_(他們|因為|會|她們|欺負|打|笑|罵)
      (不想|不敢)(再|)(來學校|去學校|上學)了
      (搶|拿走|偷)我(的|)(錢|零用錢|便當|午餐錢)_(每|又|他們|都)
      (推我|絆倒我|丟我|潑我|吐我口水|脫我褲子|阿魯巴我)
      ! 反霸凌
      ! (霸凌)(防制|防治|宣導|海報|的海報|報告|的報告|的定義|是什麼|專線|議題|影片|週|者心理)
      ! (什麼是|何謂|定義|宣導|關於|拒絕|停止|主題是|討論|演講)_霸凌
      ! (小說|故事|主角|電影|課文|書裡|繪本|奧吉|醜小鴨)_(霸凌|欺負|笑|排擠|嘲笑)
      ! (笑我)(死|肚子|翻|爆)
      ! (笑|整)我(們班|這組|們這組)
      ! (貓|狗|小狗|小貓|牠|鳥|兔子)_(不理我|不跟我玩|討厭我|欺負我)
      ! {沒人}(跟我|要跟我|想跟我)_(換|借|搶|說(作業|功課|考試|今天))
      ! (整)我(們|的)(天|個|組)
      ! (耍)我(們的|的)帥
      ! (被)(老師)(罵|笑)
      ! (被)(推)(薦|舉|選|廣|上|翻|出|進)
      ! (被)(打)(斷|敗|包|開|破|動|掃|擾|造)
      ! (被)(丟|踢|潑)(到|進|出|上)(水|籃|球|空中|太空)
      ! (被)(笑)(死|翻|稱)
      ! (被)(罵)(翻)
      ! (封鎖)我(們|國)
    `,
  },
  eating: {
    en: `
      (diet pills|slimming pills)
      (anorexic|bulimic)
      (count|counting|counted) every calorie
      (fat|ugly|worthless) and (disgusting|ugly|worthless|fat)
      (binge|bingeing|binging|binged) (and|then) (purge|purging|purged|throw up|threw up|starve)
      (havent|havnt|not|hardly|barely|didnt|dont|hasnt) (eaten|eat|ate|eating) (anything|at all|a thing|properly|) (for|in|since) _ (days|day|week|weeks|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday)
      (stopped|stop|quit|given up|refuse|refusing|refuses|gave up) (eating|to eat) (anything|completely|because|so|to|food|at all|lunch|breakfast)
      (starve|starving|starved) (myself|my self|until|to be|to get|so i|so that i|to lose)
      (make|making|made|makes) (myself|my self) (sick|throw up|vomit|puke|be sick|throwing up)
      (throw|throwing|threw|throws|puke|puking|puked|vomit|vomiting) (it|) (up|) (after|my|everything|every|what i eat|all my) (food|i eat|meal|meals|every meal|lunch|dinner|eating|i ate)
      (throw|throwing|puke) up (after|every|everything) _ (eat|meal|meals|lunch|dinner|eating|food)
      (purge|purged|purging) (after|my|again|every|what|everything|to)
      i (purge|purged|binge|binged) 
      (thinspo|thinspiration|pro ana|proana|pro mia|meanspo|bonespo|ana tips|mia tips)
      (i have|i think i have|ive got|i might have|im|i am|my friend has|my sister has|friend is|becoming) (anorexia|anorexic|bulimia|bulimic|an eating disorder|a eating disorder)
      (take|taking|took|taken|use|using|bought|hide) _ (laxative|laxatives|diet pills|slimming pills|weight loss pills)
      (laxative|laxatives) to
      hate (my body|how i look|the way i look|my face|my stomach|my legs|my thighs|looking at myself)
      (i|im|i am|i feel|ive got) (so|too|really|disgustingly|still too|just|still so|feel so|feel too|very) fat
      (im|i am|i feel|i look) (fat|disgusting|huge|gross) (and|in|so|compared|even|ugly)
      (cant|dont want to|hate|scared to) look (in the mirror|at myself|in a mirror)
      (hide|hiding|lie about|pretend|hid) _ (dont eat|not eating|didnt eat|havent eaten|not eat|ate lunch|food so|have eaten|that i eat)
      (hide|hiding|throw away|throwing away|bin|flush|flushing) my (food|lunch|dinner|breakfast) _ (mum|mom|dad|nobody|so|no one|they|every|eat)
      (throw|chuck) my (lunch|food|dinner) (away|in the bin) (so|every|because)
      (want to|wanna|need to|have to|going to|until|til|till) _ (be|am|im|get|become|look|stay) (skinny|thin|skinnier|thinner|size zero|underweight|thin again|stick thin)
      (so i|to) get (thin|skinny|thinner|skinnier)
      (lose|losing|lost) (weight|10 kg|5 kg|10kg|5kg|loads of weight) (fast|in a week|quick|quickly|by friday|before) _ (not eat|without eating|water|starv|fat|eating|days|week)
      (how|what|whats|which) _ (fewest|lowest|least|few|little) (calories|food|amount) _ (live|survive|faint|fainting|eat|day)
      (only|just) (eat|eating|ate|eaten|drink|drinking|had) (an|a|one|1|2|two|water|ice|half) _ (a day|per day|all day|today because|every day|this week) _ (fat|lose|weight|thin|skinny|still|diet|mum|nobody|faint)
      (only|just) (eat|eating|eaten|ate) (an|one|half an|half a) _ (a day|per day|all week|this week)
      (skip|skipping|skipped) (meals|lunch|breakfast|dinner|every meal) (to lose|to be|to get|so i|because im|because i am|all week|every day)
      (fainted|fainting|dizzy|pass out|passed out) (because|cos|from) _ (not eating|dont eat|didnt eat|havent eaten|starving|no food)
      (scared|afraid|terrified|hate) (of|to|) (eat|eating|food|gaining weight|gain weight|getting fat|calories)
      (dont|do not) deserve (to eat|food|lunch|dinner)
      (burn off|burn|exercise off) (everything|all) _ (ate|eat|eaten)
      (feel|felt) (guilty|disgusting|sick|gross) (after|when|every time) _ (eat|eating|ate|food)
      count (every|all my|my) (calorie|calories) _ (scared|panic|fat|cant|stop)
      ! (not|dont|didnt|havent|hardly) (eat|eating|eaten|ate) (meat|pork|fish|beef|sugar|sweets|chocolate|nuts|gluten) _ (days|day|week|weeks|yesterday)
      ! (birds|bears|animals|camels|snakes|snake|they|it|spiders|cat|cats|dog|hamster|fish|bear|soldiers) _ (eat|eaten|eating|starved|starve|starving)
      ! scared (of|to) (eat|eating) (spicy|mushrooms|insects|bugs|fish|seafood)
      ! hate eating (peas|carrots|broccoli|fish|vegetables|spicy|cabbage|sprouts|mushrooms|olives)
      ! hate (food) (tech|waste|technology|shortages|inspections)
      ! (im|i am|i feel) (sick|gross) (of|from)
      ! (stopped|stop) eating (meat|sweets|sugar|chocolate|crisps|fish|my rubber|in class)
      ! (ramadan|fasting|fast|eid|operation|dentist|allergy) _ (eaten|eat|eating)
    `,
    zh: `
      (催吐|摳喉嚨|挖喉嚨|挖吐)
      (吃飽|吃完|吃過|飯後|午餐後|晚餐後|每次吃|每餐後)_(吐掉|去吐|就吐|吐出來|吐光|想吐掉|都會吐)
      (一|二|兩|三|四|五|六|七|幾|好幾|好多|2|3|4|5|6|7)(天|整天|個禮拜|星期)_(沒|沒有|都沒|都沒有|不)(吃|吃飯|吃東西|吃任何|有吃)
      (不敢|不想再|害怕|怕|不要再|拒絕)(吃|吃東西|吃飯|進食)(了|)_(胖|變胖|瘦|肥|熱量|體重|東西)
      (不想吃東西|不想再吃|不敢吃|不配吃|不值得吃)
      (不吃|沒吃|少吃|跳過)(飯|午餐|晚餐|早餐|東西|)_(瘦|減肥|變瘦|瘦下來|變漂亮|體重)
      (絕食|斷食|節食)_(瘦|減肥|公斤|天|頭暈|暈倒)
      (我|自己|覺得自己|真的)(太|好|很|超|真的好|還是好|還是很|怎麼這麼|這麼|還是太)(胖|肥|腫)
      (還是|真的|覺得)好(肥|胖)
      我_(胖死了|肥死了|胖到|肥到)
      (恨|討厭|厭惡|好恨|好討厭)(我|自己|我自己)的(身體|身材|臉|肚子|大腿|長相|樣子|外表)
      (不敢|不想|討厭)(照鏡子|看鏡子|看自己)
      (吃|買|吞|用)(了|)_(瀉藥|減肥藥|排便藥|利尿劑)
      (瀉藥|減肥藥)_(減肥|瘦|吃)
      (餓到|餓得)_(暈|暈倒|昏|昏倒|胃痛|才會瘦|睡著|發抖)
      (我|朋友|同學|姊姊|妹妹|好像|可能)(有|是|得了|得)_(厭食症|暴食症|厭食|飲食障礙|飲食失調)
      (暴食|暴飲暴食)_(吐|催吐|罪惡|後悔|討厭|我)
      (不讓|怎麼讓|不要讓|怕|瞞著|騙)(媽|媽媽|爸|爸爸|爸媽|老師|大家|家人)_(沒吃|沒有吃|不吃|吐掉|倒掉|丟掉)
      (便當|午餐|飯|早餐|晚餐)_(倒掉|丟掉|沖掉)_(不|怕|胖|瘦|媽|減肥)
      (偷偷|都)(把|)(便當|午餐|飯)(倒掉|丟掉|沖掉)
      (瘦到|減到|要瘦|想瘦)_(公斤|kg|皮包骨|只剩|紙片人|最瘦)
      (想|要|想要|為了)(變|再|)(瘦一點|瘦|更瘦|瘦下來|變瘦|紙片人)_(不吃|沒吃|不敢吃|餓|吐|只|才)
      (沒吃|不吃|餓)_(想變瘦|要變瘦|為了瘦|才會瘦|想瘦)
      (一天|每天|整天|今天)(只|就)(吃|喝)(一|半|兩|了|水|1|2)_(胖|肥|瘦|減|熱量|蘋果|口)
      (吃東西|吃飯|吃完)_(罪惡感|很罪惡|好罪惡|覺得噁心|後悔|想哭|討厭自己)
      (一公斤|變胖|胖了)_(想死|崩潰|去死|不敢見人|活不下去)
      (一直|每天)(算|計算)(熱量|卡路里)_(不敢|怕|崩潰|胖)
      ! (熊|蛇|鳥|牠|牠們|駱駝|企鵝|動物|狗|貓|倉鼠|魚|烏龜|植物)_(沒吃|沒有吃|不吃|不敢吃|吐出來|好肥|好胖|很肥|很胖|太胖)
      ! (沒吃|不吃|不敢吃|少吃|沒有吃)(辣|牛|豬|糖|零食|魚|海鮮|香菜|茄子|苦瓜|生|冰|蛇|蟲|素|甜|肉|甜點)
      ! (絕食)(抗議|抗爭|靜坐|示威)
      ! (瀉藥)(的成分|化學|原理)
      ! (便當|午餐)_(打翻|掉在地上)
    `,
  },
};
