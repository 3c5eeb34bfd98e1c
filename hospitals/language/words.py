"""Groups of words that phrases share: parts of the body, complaints, people, and what tells how a text is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Written with | between the words; a group may name others. One word per concept as people of all provinces say it.
GROUPS: dict[str, str] = {
    # People
    "人": "人|我|俺|他|她|妈|爸|老公|老婆|老头|老太|老人|大爷|大妈|朋友|同事|邻居|家人|家属|伙伴|工友|室友|同学|阿姨|叔叔|丈夫|妻子",
    "娃": (
        "孩子|小孩|孩|宝宝|宝贝|娃娃|娃|娃儿|婴儿|婴幼儿|幼儿|新生儿|儿子|女儿|闺女|崽|崽崽|崽子|囡囡|囡|细路|细佬|细佬仔|"
        "小朋友|小孙子|孙子|孙女|外孙|伢|伢子|伢儿|毛毛|毛头|小囡|小囝|bb|bb仔|小娃|幺儿|仔仔|小家伙|男孩|女孩|小儿|"
        "baby|infant|toddler|child|kid|son|daughter|newborn"
    ),
    "婴": "婴儿|新生儿|宝宝|刚出生|满月|月子里|毛毛|小婴儿|出生|baby|newborn|infant",
    "孕": "孕妇|怀孕|孕期|孕晚期|孕早期|产妇|大肚子|有身孕|怀着|怀了|孕|临产|预产期|大肚婆|有喜|双身子|pregnant|pregnancy",
    # How it comes
    "忽然": (
        "突然|突发|忽然|猛地|猛然|一下子|一下|冷不丁|陡然|骤然|刚才|刚刚|刚|好端端|好好的|突然间|猛地里|霎时|瞬间|突地|忽地|"
        "突如其来|一瞬间|冷不防|suddenly|sudden|just"
    ),
    "很": (
        "厉害|得很|得狠|受不了|要命|剧烈|特别|非常|死了|要死|打滚|不行|忍不了|忍不住|难忍|钻心|撕心|半小时|十几分钟|半个小时|"
        "二十分钟|一个小时|不止|不停|不得了|恼火|遭不住|顶不住|顶唔顺|没法|睡不着|severe|unbearable|terrible|really bad|worst"
    ),
    "加重": "越来越|加重|更厉害|恶化",
    # Parts
    "胸": (
        "胸口|胸部|胸前|前胸|左胸|右胸|胸腔|胸膛|胸|心口|心口窝|心窝|心窝子|心窝窝|心坎|心坎子|心前区|胸脯|胸骨|心脏|心口头|"
        "心口子|胸口头|胸窝|心头|胸坎|胸膈|心口处|chest|heart"
    ),
    "头": "头|头部|脑袋|脑壳|脑瓜|脑瓜子|脑阔|后脑勺|后脑|脑子|头壳|脑门|头顶|太阳穴|head",
    "肚": (
        "阑尾|胆囊|肋下|肝区|肚子|肚皮|腹部|腹|胃|小肚子|肚|上腹|下腹|右下腹|左下腹|小腹|肚脐|肚肠|胃部|肚肚|心口下|右上腹|"
        "stomach|abdomen|belly|abdominal|tummy"
    ),
    "腰": "腰|后腰|腰椎|腰部|腰杆|腰眼|腰子|后背|背|脊柱|脊椎|back",
    "半身": (
        "半边身子|半身|半个身子|半边身体|一边身子|一侧身体|一边身体|半边|一侧|单侧|左半身|右半身|左半边|右半边|左侧身子|"
        "右侧身子|左侧肢体|右侧肢体|一侧肢体|左边身子|右边身子|左边身体|右边身体|偏身|半拉身子|半扇身子|半截身子|半边人|"
        "左手左脚|右手右脚|左边手脚|右边手脚|一边手脚|半边手脚|左边胳膊腿|one side|left side|right side|half of body|half my body"
    ),
    "手脚": (
        "手脚|胳膊|手臂|手|腿|胳膊腿|手膀子|臂膀|左手|右手|左腿|右腿|左胳膊|右胳膊|一条腿|一只手|一条胳膊|一只胳膊|脚|肢体|"
        "手杆|脚杆|左臂|右臂|arm|leg|arms|legs"
    ),
    "脖子": "脖子|颈部|颈|脖颈|颈项|颈脖|neck",
    "眼": "眼睛|眼|眼里|眼珠|眼珠子|眼球|左眼|右眼|两眼|双眼|眼窝|eye|eyes",
    "喉": "喉咙|嗓子|嗓子眼|喉头|喉|咽喉|气管|嗓眼|喉管|喉咙管|throat|airway|windpipe",
    "嘴": "嘴唇|嘴巴|嘴|口唇|唇|脸|脸色|面色|脸蛋|脸皮|指甲|嘴皮|lips|face",
    # Complaints
    "痛": (
        "疼|痛|疼痛|绞痛|刺痛|剧痛|剧疼|压榨|压痛|闷痛|绞|撕裂|揪|刀割|刀绞|藤|疼疼|痛痛|针扎|钻心|巨疼|巨痛|作痛|赤痛|"
        "pain|ache|aching|hurts|hurt|hurting|pains|pian|paining"
    ),
    "闷": (
        "闷|憋|憋闷|堵|堵得|发紧|紧|难受|压着|压得|压|压迫|像石头|大石头|发闷|不舒服|不得劲|闷得|憋得|憋屈|箍|发堵|闷胀|胀闷|慌|"
        "压石头|tight|tightness|pressure|heavy|crushing|squeezing|discomfort"
    ),
    "动不了": (
        "不能动|动不了|动不得|动弹不得|动弹不了|没劲|没劲儿|没力|没力气|没有力气|无力|没知觉|没有知觉|失去知觉|不听使唤|瘫|瘫了|瘫痪|"
        "发麻|麻|麻木|麻痹|抬不起来|抬不起|抬不动|不好使|使不上劲|使不上力|不能动弹|动不动|不会动|不灵活|不灵便|不灵光|木了|软了|"
        "不得力|莫得力|冇力|郁唔到|唔郁得|喐唔到|没反应|耷拉|垂下来|举不起来|拿不住|拿不稳|拿不起|不能活动|不中用|"
        "numb|weak|weakness|numbness|paralyzed|paralysed|cant move|paralysis|drooping|limp"
    ),
    "不清": (
        "不清|不清楚|含糊|大舌头|不出话|不出来|不利索|不灵清|说不清|讲不清|说不出|讲不出|说不了话|不会说话|不出声|不明白|说不上话|"
        "结巴|呜哩呜噜|呜呜|语无伦次|不成句|含混|不灵|不利落|不轻|不青|困难|唔清|唔清楚|slurred|slurring|cant speak|cant talk|"
        "unable to speak|garbled|trouble speaking|difficulty speaking"
    ),
    "说话": "说话|讲话|话|口齿|言语|语言|吐字|舌头|发音|嘴里|讲嘢|speech|talking|words",
    "喘不上": (
        "喘不上气|喘不过气|喘不上来气|喘不上来|喘不过来气|喘不过来|喘不了气|喘气困难|喘气费劲|喘气费力|上不来气|透不过气|透不过来气|"
        "出不来气|出不了气|出气困难|出不得气|出不到气|出不赢气|接不上气|换不上气|换不过气|呼吸困难|呼吸急促|呼吸费力|无法呼吸|不能呼吸|"
        "没法呼吸|呼吸不了|呼吸不过来|呼吸不上来|呼吸不到|吸不上气|吸不进气|气上不来|气喘不上来|气喘不过来|气都喘不|喘不赢|喘得厉害|喘得很|"
        "喘得不行|憋死|憋得要死|快憋死|憋不过气|憋气憋得|气短得|透唔到气|唔透得气|透唔过气|喘唔到气|抖唔到气|唞唔到气|上气不接下气|捯气|倒气|"
        "呼吸很困难|呼吸特别困难|呼吸越来越|喘不上|喘不过|喘不动|气紧|出气不赢|气都出不来|气出不来|气都喘不|气喘不匀|透不了气|喘不匀气|缓不过气|提不上气|气接不上|出不上气|"
        "cant breathe|cannot breathe|can not breathe|cant breath|cannot breath|cant breathing|trouble breathing|"
        "difficulty breathing|hard to breathe|struggling to breathe|gasping|shortness of breath|short of breath|"
        "not breathing|stopped breathing|breathless|unable to breathe|breathing difficulty|difficult to breathe"
    ),
    "昏": (
        "昏迷|昏倒|晕倒|晕到|昏到|晕过去|昏过去|晕厥|昏厥|晕死|昏死|不省人事|人事不省|不醒人事|没意识|没有意识|失去意识|意识丧失|"
        "意识不清|意识模糊|神志不清|神志模糊|神智不清|神志|叫不醒|喊不醒|叫不应|喊不应|叫不答应|喊不答应|叫他不应|叫她不应|叫也不应|"
        "怎么叫都|怎么喊都|叫都叫不|喊都喊不|叫了没反应|喊他没反应|叫他没反应|叫她没反应|叫没反应|拍他没反应|没有反应|没得反应|无反应|没反应|"
        "没了意识|没知觉|没了知觉|失去知觉|无意识|拍不醒|摇不醒|弄不醒|醒不过来|醒不来|不醒|昏睡|昏睡不醒|闭过气|背过气|厥过去|撅过去|"
        "倒地不起|倒地不醒|一头栽倒|栽倒|瘫倒|瘫在地上|倒在地上|倒地上|休克|翻白眼|两眼上翻|两眼翻白|眼睛往上翻|晕咗|晕低|晕低咗|"
        "昏咗|冇知觉|冇反应|唔识人|叫唔醒|嗌唔醒|叫极都唔醒|昏谜|昏米|婚迷|晕菜|背气|昏昏沉沉|迷糊不醒|不认识人|不认人|认不得人|"
        "unconscious|unresponsive|passed out|fainted|collapsed|wont wake up|not waking up|cant wake|not responding|"
        "lost consciousness|blacked out|coma|passing out|wont wake|not conscious|knocked out"
    ),
    "抽": (
        "抽搐|抽风|抽筋|抽动|抽抽|抽起来|抽了|抽畜|抽触|抽蓄|惊厥|惊风|急惊风|痉挛|僵直|角弓反张|抖个不停|不停地抽|一直抽|在抽|"
        "抽过去|抽得|抽住|扯风|抽起|发羊|抽疯|抽经|抽劲|搐搦|扯惊风|打摆|直抽|猛抽|乱抽|seizure|seizures|convulsion|convulsions|"
        "convulsing|seizing|fitting|having a fit|fit"
    ),
    "烧": "发烧|发热|高烧|高热|烧到|发高烧|烧得|高温|体温|烧|烧起|退烧|发滚|fever|high fever|febrile",
    "血不止": (
        "大出血|大流血|血流不止|流血不止|出血不止|血止不住|止不住血|止不住|止不到血|止不了血|血停不下来|血停不了|流血停不|一直流血|"
        "一直出血|一直在流血|不停流血|不停地流血|不断流血|不停出血|大量出血|大量流血|大量失血|失血过多|失血|喷血|血喷|血往外喷|血直喷|直喷血|"
        "血直流|血往外冒|血直冒|血哗哗|哗哗流血|血如泉涌|血柱|流了很多血|流了好多血|流很多血|流好多血|流了一地血|一地血|一地的血|满地血|"
        "满地是血|全是血|都是血|浑身是血|满身是血|满脸是血|满头是血|一滩血|一盆血|一大滩血|血流成河|大出雪|血流不只|流血不只|流血不停|"
        "流唔停血|流好多血|血流唔止|止唔住血|飙血|飚血|血飙|血流如注|血止不到|血流一地|"
        "bleeding heavily|heavy bleeding|wont stop bleeding|bleeding wont stop|bleeding a lot|severe bleeding|"
        "bleeding out|cant stop bleeding|cant stop the bleeding|massive bleeding|lots of blood|hemorrhage|haemorrhage|"
        "losing a lot of blood|blood everywhere|bleeding badly|gushing blood|spurting blood|uncontrolled bleeding"
    ),
    "出血": "出血|流血|血|见红|bleeding|blood",
    "吞": (
        "喝|喝了|喝下|喝下去|喝进|喝到|喝掉|吃|吃了|吃下|吃进|吃到|吃掉|吞|吞了|吞下|吞下去|咽下|咽了|服|服了|服下|服用|误服|误食|"
        "误喝|误吃|误饮|误吞|错喝|错吃|偷吃|偷喝|灌|灌下|饮|饮咗|食咗|食了|嗑|嗑了|服咗|drank|drunk|swallowed|took|ate|ingested|taken|"
        "drinking|drink|swallow"
    ),
    "毒": (
        "农药|农要|百草枯|敌敌畏|敌草快|除草剂|杀虫剂|杀虫药|有机磷|乐果|甲胺磷|草甘膦|老鼠药|耗子药|鼠药|毒鼠强|灭鼠药|洁厕灵|洁厕剂|"
        "洁厕液|厕所清洁剂|84|84消毒液|消毒液|消毒水|漂白水|漂白粉|洗衣液|清洁剂|强酸|强碱|硫酸|盐酸|硝酸|烧碱|火碱|石灰水|汽油|"
        "煤油|柴油|甲醇|工业酒精|假酒|防冻液|水银|体温计|纽扣电池|钮扣电池|电池|磁力珠|毒药|毒|砒霜|氰化物|氰化钾|亚硝酸盐|樟脑丸|"
        "管道疏通剂|洗洁精|天那水|香蕉水|灭蚊液|蚊香液|蟑螂药|蚂蚁药|断肠草|钩吻|乌头|草乌|附子|曼陀罗|夹竹桃|滴水观音|野果|毒果|毒草|"
        "河豚|蛇毒|药水|除虫药|打药的水|卤水|洗厕所的|洗甲水|卸甲水|pesticide|poison|bleach|insecticide|"
        "herbicide|rat poison|paraquat|detergent|antifreeze|disinfectant|cleaning fluid|battery|weed killer"
    ),
    "药": (
        "安眠药|安眠要|安定|一瓶药|整瓶药|整瓶|一整瓶|半瓶药|一大把药|一把药|很多药|好多药|大量药|大把药|过量药|过量的药|一板药|几板药|几十片|"
        "几十粒|一百片|药过量|过量|老人的药|大人的药|爷爷的药|奶奶的药|降压药|降糖药|避孕药|精神药|抗抑郁药|好多片|好多粒|很多片|很多粒|"
        "sleeping pills|pills|whole bottle|overdose|too many pills|medicine bottle|a bottle of"
    ),
    "菌": ("野蘑菇|毒蘑菇|蘑菇|野生菌|菌子|野菌|菌菇|见手青|毒菌|野生蘑菇|山菌|菇子|mushroom|mushrooms"),
    "不适": (
        "吐|呕|呕吐|恶心|想吐|头晕|晕|头痛|头疼|肚子疼|肚子痛|腹痛|拉肚子|拉稀|腹泻|幻觉|看到小人|见小人|看见小人|发昏|难受|不舒服|"
        "发麻|抽|昏|喘|浑身软|没力|冒汗|出汗|流口水|无力|vomiting|dizzy|headache|sick|nausea"
    ),
    "煤气": (
        "煤气|煤汽|一氧化碳|瓦斯|沼气|天然气|液化气|炭火|烧炭|木炭|炭炉|煤炉|炉子|煤烟|蜂窝煤|碳火|烤火|火盆|热水器|燃气|煤球炉|"
        "化粪池|窖|下水道|carbon monoxide|gas|co"
    ),
    "蛇": (
        "蛇|毒蛇|长虫|眼镜蛇|眼镜王蛇|竹叶青|五步蛇|银环蛇|金环蛇|蝮蛇|蝰蛇|烙铁头|七步蛇|过山峰|蛇儿|老蛇|小青龙|snake|viper|cobra"
    ),
    "咬": "咬|咬了|咬到|咬伤|咬着|咬一口|咬一下|啃|bite|bitten|bit",
    "蜂": "马蜂|黄蜂|胡蜂|虎头蜂|毒蜂|蜂子|蜜蜂|蜂|地雷蜂|葫芦蜂|人头蜂|蝎子|蜈蚣|毒蜘蛛|wasp|bee|hornet|scorpion|wasps|bees",
    "烫": (
        "烫伤|烧伤|烫到|烫着|烫了|烫坏|烫起|烧着|开水|热水|热油|滚油|滚水|沸水|热汤|火锅|蒸汽|油锅|被火烧|火烧|烧焦|被烫|灼伤|"
        "汤伤|烫|burned|burnt|burns|burn|scalded|scald|boiling water|hot oil"
    ),
    "摔": (
        "摔|摔下|摔下来|摔下去|摔倒|摔了|掉下|掉下来|掉下去|跌|跌下|跌落|跌倒|坠落|坠楼|滚下|滚下去|滚下来|栽下|跳下|摔到|坠|"
        "跘倒|绊倒|跌咗|达亲|fell|fallen|fall|falling"
    ),
    "高处": (
        "楼上|楼顶|高处|高空|屋顶|房顶|树上|脚手架|梯子|楼梯|阳台|窗户|窗台|几楼|二楼|三楼|四楼|五楼|六楼|七楼|八楼|架子上|山上|悬崖|墙上|"
        "工地|塔吊|天桥|床上|roof|ladder|stairs|balcony|height|building|window|tree"
    ),
    "撞": (
        "车祸|交通事故|被车撞|给车撞|让车撞|遭车撞|被撞|撞车|撞飞|被车压|被车碾|被车轧|被车刮|车撞|被货车|被卡车|被汽车|被电动车撞|"
        "被摩托|翻车|被电瓶车撞|畀车撞|出事故|汽车撞|car accident|car crash|hit by a car|hit by car|"
        "hit by a truck|traffic accident|run over|motorcycle accident"
    ),
    "刀": "刀|捅|刺|砍|扎|戳|割|划|枪|钢筋|玻璃|电锯|锯|切|knife|stabbed|stab|shot|gunshot|cut",
    "死": (
        "想死|想自杀|要自杀|自杀|不想活|不想活了|活不下去|轻生|寻短见|寻死|寻死觅活|想不开|自残|自伤|割腕|割脉|隔腕|割碗|割手腕|划手腕|"
        "割手|跳楼|跳河|跳江|跳桥|跳海|跳湖|上吊|吊颈|结束生命|结束自己|结束我的生命|结束这一切|了结自己|了结生命|了断|遗书|不如死|"
        "死了算了|死了一了百了|一死了之|一了百了|活着没意思|活着没意义|活着没劲|活着好累|活着太累|活够|活腻|没有活下去|活下去的勇气|活下去的意义|"
        "想自尽|自尽|自缢|伤害自己|厌世|想解脱|求死|死了就好|离开这个世界|离开人世|唔想做人|唔想活|想攞命|自沙|自鲨|自刹|自s|想4|"
        "想从楼上跳|拿刀划自己|撑不下去了|不想再活|没活头|莫得活头|活不起|想去死|我要死|死的念头|想死的心|死掉算了|死了好|想死了|想要死|要跳楼|从这个世界消失|想消失|离开这个世界|坚持不下去了|不想再坚持|不想坚持了|今晚就走|准备好了药|安排好后事|永远睡着|睡过去不醒|不想醒来|不要再醒|一觉不醒|熬不下去了|走不下去了|没脸活|"
        "suicide|suicidal|kill myself|want to die|end my life|ending my life|kill himself|kill herself|cut myself|"
        "cutting myself|cutting wrists|self harm|selfharm|hurt myself|dont want to live|no reason to live|"
        "better off dead|hang myself|jump off|take my own life|wants to die|harming myself|wish i was dead|end it all"
    ),
    "自伤": (
        "割腕|割脉|隔腕|割碗|上吊|吊颈|跳楼|跳河|跳江|跳桥|跳海|烧炭|喝农药|喝药|喝百草枯|喝敌敌畏|吃安眠药|吞药|服药|服毒|割喉|"
        "slit wrists|slit wrist|hanged|hanging|overdosed"
    ),
    "破水": "破水|破水了|羊水破|羊水流|羊水下来|羊水出来|破羊水|穿羊水|穿水|羊膜破|胎膜早破|水破了|羊水早破|water broke|waters broke|waters broken",
    "生": (
        "要生了|快生了|要生娃|要生孩子|快生孩子|要临盆|生在家|生在路上|生在车上|生出来|孩子要出来|孩子出来了|头出来|胎头|脐带|要生啦|就要生|"
        "马上生|急产|要生咗|生紧|in labor|in labour|giving birth|baby is coming|contractions"
    ),
    "失禁": (
        "大小便失禁|二便失禁|小便失禁|大便失禁|尿失禁|失禁|拉尿不知道|屎尿不知|大小便控制不|大小便憋不|大小便没感觉|大小便没知觉|尿裤子|尿床上|"
        "控制不住大小便|尿不出来|尿不出|解不出小便|拉裤子|拉在裤子|大小便解不|憋不住屎|拉在身上|会阴麻|会阴发麻|裆部麻|裤裆麻|屁股麻|"
        "肛门麻|大小便管不住|incontinence|incontinent|lost bladder control|loss of bladder|cant pee|lost bowel control|bladder control"
    ),
    "冷汗": "冷汗|大汗|出汗|冒汗|虚汗|汗|满头汗|大汗淋漓|sweating|sweat|sweaty|clammy",
    "苍白": "发绀|乌了|苍白|煞白|惨白|发白|白得|发灰|发青|铁青|发紫|青紫|乌紫|紫了|发乌|变紫|变青|变黑|憋紫|pale|blue|purple|gray|grey",
    # How a text is meant
    "story": (
        "科普|新闻|玩法|报道|培训|课程|讲座|题库|试题|考试|考证|电影|电视剧|电视|小说|游戏|歌词|歌曲|梦见|梦到|做梦|解梦|演习|演练|演讲|海报|"
        "手抄报|作文|论文|动画|漫画|段子|笑话|故事|传奇|爱情|传说|狗狗吃|狗狗中毒|狗狗抽|狗吃了|狗中毒|猫吃了|猫中毒|猫抽|狗抽|猫咪|宠物|泰迪|金毛|仓鼠|小狗吃|小猫|剧情|主题曲|简谱|手册|教材|教学|ppt|模拟|假人|文献|名言|成语|造句|拼音怎么|什么意思|的意思|"
        "英文怎么|英语怎么|怎么写|玩具|手机壳|表情包|壁纸|救生员证|急救员证|急救证|志愿者|捐款|海选|综艺|直播间|主播|news|training|course|movie|"
        "article|game|song|lyrics|meaning|statistics|documentary|novel|film|certificate|awareness day"
    ),
    "topic": (
        "康复|后遗症|恢复期|复查|复诊|术后|食谱|饮食|"
        "吃什么好|吃什么|忌口|注意事项|检测|危害|定义|是什么|什么是|病因|病理|知识|常识|宣传|预防|防治|防范|避免|去年|前年|以前|曾经|小时候|"
        "上次|年前|个月前|病史|家族史|遗传|体检|筛查|排名|有哪些|区别|死亡率|几率|概率|发病率|纪念日|统计|数据|纪录片|鉴定|证明|"
        "会不会|多久能好|能活多久|怎么护理|护理|护理员|训练|中心|热线|治疗仪|偏方|祖传|好了没|已经好了|治好了|出院|基地|法律|判刑|判几年|诉讼|"
        "前兆|征兆|先兆|早期症状|的症状|的表现|症状有|症状是|怎么引起|"
        "原因|为什么|专业|招聘|工资|药店|批发|厂家|专利|品牌|说明书|规格|prevention|prevent|recovery|rehabilitation|rehab|causes|what is|history|statistics|risk factors|after effects|last year|years ago|hotline number"
    ),
    "purse": (
        "手术费|费用|多少钱|价格|收费|报销|医保|新农合|保险|理赔|赔偿|赔付|赔多少|备案|慢特病|门诊慢|慢病|机构|认定|代办|办理|委托书|申请|流程|"
        "要什么材料|需要材料|什么材料|手续|政策|目录|赔|待遇|补偿|丧葬|抚恤|低保|救助|残疾证|伤残|评级|鉴定书|险|insurance|reimbursement|cost|price"
    ),
    "acute": (
        "突然|突发|忽然|刚才|刚刚|正在|现在又|现在胸|现在喘|现在昏|现在抽|现在叫|现在人|马上|救命|快救|快来|救救|救人|急急急|十万火急|不行了|快不行|打120|叫救护车|叫120|打急救|倒地|"
        "怎么救|急救车|快点|赶紧|赶快|紧急|急死|help|now|emergency|suddenly|right now|please help|urgent|911|call"
    ),
    "where": (
        "挂什么科|看什么科|什么科|挂哪个科|哪个科|哪科|科室|医院|门诊|专家|挂号|医生|大夫|诊所|去哪|在哪|哪家|哪里看|哪里治|预约|看病|"
        "主任|治疗|检查|hospital|doctor|clinic|department|specialist"
    ),
    "mild": (
        "偶尔|有时|有时候|轻微|有点|有一点|慢性|老毛病|好几年|多年|几年了|一直有点|隐隐|一咳|咳嗽|运动后|健身后|按压|按着|好久了|几个月|"
        "半年|一年|总是|老是|经常|时不时|间歇|sometimes|mild|slight|occasional|chronic|a bit|little"
    ),
    "denial": (
        "没有|没|无|不|未|不是|并非|否认|不会|排除|除外|冇|没得|莫得|并没有|并不|从未|从没|从不|不曾|未曾|没见|不伴|无任何|不要|别|不用|"
        "no|not|without|never|isnt|doesnt|dont have|does not|denies|no longer"
    ),
    "whether": "是不是|是不是要|不是吗|会不会是|是否|不知道是不是|不只是|不单是|不光|不停|不断|不住|不小心|不慎|不知|不能|不了",
}

CONTEXT = ("story", "topic", "purse", "acute", "where", "mild", "denial", "whether")
NAMED = re.compile(r"\{([^}]*)\}")


def validate_phrases(lines: Iterable[str]) -> None:
    """Refuse phrases that name a group of words which there is not."""
    for line in lines:
        for name in NAMED.findall(line):
            if name not in GROUPS:
                raise ValidationError(
                    _("没有“{%(name)s}”这组词，可用: %(choices)s。")
                    % {"name": name, "choices": "、".join(f"{{{one}}}" for one in GROUPS if not one.isascii())}
                )
