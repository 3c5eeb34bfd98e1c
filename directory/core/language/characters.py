"""How the common characters sound, without tones, and without the dictionary, which takes long to load.

The 3755 common characters of GB/T 2312 stand in the order of their pinyin: the first of each syllable tells all of them.
"""

from __future__ import annotations

import re

from .pinyin import reading

FIRSTS = """
a啊 ai埃 an鞍 ang肮 ao凹 ba芭 bai白 ban斑 bang邦 bao苞 bei杯 ben奔 beng崩 bi逼 bian鞭 biao标
bie鳖 bin彬 bing兵 bo玻 bu捕 ca擦 cai猜 can餐 cang苍 cao操 ce厕 ceng层 cha插 chai拆 chan搀
chang昌 chao超 che车 chen郴 cheng撑 chi吃 chong充 chou抽 chu初 chuai揣 chuan川 chuang疮
chui吹 chun春 chuo戳 ci疵 cong聪 cou凑 cu粗 cuan蹿 cui摧 cun村 cuo磋 da搭 dai呆 dan耽 dang当
dao刀 de德 deng蹬 di堤 dian颠 diao碉 die跌 ding丁 diu丢 dong东 dou兜 du督 duan端 dui堆 dun墩
duo掇 e蛾 en恩 er而 fa发 fan藩 fang坊 fei菲 fen芬 feng丰 fo佛 fou否 fu夫 ga噶 gai该 gan干 gang冈
gao篙 ge哥 gei给 gen根 geng耕 gong工 gou钩 gu辜 gua刮 guai乖 guan棺 guang光 gui瑰 gun辊 guo锅
ha哈 hai骸 han酣 hang夯 hao壕 he呵 hei嘿 hen痕 heng哼 hong轰 hou喉 hu呼 hua花 huai槐 huan欢
huang荒 hui灰 hun荤 huo豁 ji击 jia嘉 jian歼 jiang僵 jiao蕉 jie揭 jin巾 jing荆 jiong炯 jiu揪
ju鞠 juan捐 jue撅 jun均 ka喀 kai开 kan刊 kang康 kao考 ke坷 ken肯 keng坑 kong空 kou抠 ku枯 kua夸
kuai块 kuan宽 kuang匡 kui亏 kun坤 kuo括 la垃 lai莱 lan蓝 lang琅 lao捞 le勒 lei雷 leng棱 li厘
lia俩 lian联 liang粮 liao撩 lie列 lin琳 ling玲 liu溜 long龙 lou楼 lu芦 lv驴 luan峦 lve掠 lun抡
luo萝 ma妈 mai埋 man瞒 mang芒 mao猫 me么 mei玫 men门 meng萌 mi眯 mian棉 miao苗 mie蔑 min民
ming明 miu谬 mo摸 mou谋 mu拇 na拿 nai氖 nan南 nang囊 nao挠 ne呢 nei馁 nen嫩 neng能 ni妮 nian蔫
niang娘 niao鸟 nie捏 nin您 ning柠 niu牛 nong脓 nu奴 nv女 nuan暖 nve虐 nuo挪 o哦 ou欧 pa啪 pai拍
pan攀 pang乓 pao抛 pei呸 pen喷 peng砰 pi坯 pian篇 piao飘 pie撇 pin拼 ping乒 po坡 pu扑 qi期 qia掐
qian牵 qiang枪 qiao橇 qie切 qin钦 qing青 qiong琼 qiu秋 qu趋 quan圈 que缺 qun裙 ran然 rang瓤
rao饶 re惹 ren壬 reng扔 ri日 rong戎 rou揉 ru茹 ruan软 rui蕊 run闰 ruo若 sa撒 sai腮 san三 sang桑
sao搔 se瑟 sen森 seng僧 sha莎 shai筛 shan珊 shang墒 shao梢 she奢 shen砷 sheng声 shi师 shou收
shu蔬 shua刷 shuai摔 shuan栓 shuang霜 shui谁 shun吮 shuo说 si斯 song松 sou搜 su苏 suan酸 sui虽
sun孙 suo蓑 ta塌 tai胎 tan坍 tang汤 tao掏 te特 teng藤 ti梯 tian天 tiao挑 tie贴 ting厅 tong通
tou偷 tu凸 tuan湍 tui推 tun吞 tuo拖 wa挖 wai歪 wan豌 wang汪 wei威 wen瘟 weng嗡 wo挝 wu巫 xi昔
xia瞎 xian掀 xiang相 xiao萧 xie楔 xin薪 xing星 xiong兄 xiu休 xu墟 xuan轩 xue靴 xun勋 ya压 yan焉
yang殃 yao邀 ye椰 yi一 yin茵 ying英 yo哟 yong拥 you幽 yu迂 yuan鸳 yue曰 yun耘 za匝 zai栽 zan咱
zang赃 zao遭 ze责 zei贼 zen怎 zeng增 zha扎 zhai摘 zhan瞻 zhang樟 zhao招 zhe遮 zhen珍 zheng蒸
zhi芝 zhong中 zhou舟 zhu珠 zhua抓 zhuai拽 zhuan专 zhuang桩 zhui椎 zhun谆 zhuo捉 zi兹 zong鬃
zou邹 zu租 zuan钻 zui嘴 zun尊 zuo昨
"""
# Those with several readings that the dictionary reads otherwise where they stand alone.
ALONE = {
    "剥": "bo", "辟": "pi", "泊": "po", "卜": "bo", "掺": "can", "长": "zhang", "匙": "shi", "佛": "fu", "脯": "pu",
    "蛤": "ha", "貉": "hao", "槛": "kan", "嚼": "jue", "桔": "ju", "藉": "ji", "咯": "ge", "傀": "gui", "勒": "lei",
    "肋": "le", "潦": "lao", "剖": "pou", "茄": "jia", "炔": "gui", "什": "shen", "伺": "ci", "似": "shi", "厦": "sha",
    "削": "xue", "畜": "chu", "吁": "xu", "钥": "yao", "曾": "ceng", "轧": "ya", "咋": "za", "辗": "nian", "帧": "zhen",
    "爪": "zhao", "椎": "chui", "琢": "zuo", "仔": "zai", "柞": "zha",
    "还": "hai", "了": "le", "着": "zhe",
}  # fmt: skip
# Rarer ones that stand in the names of regions.
IN_REGIONS = """
an庵 ba灞鲅 ban坂 bei碚陂 bi濞璧 bo亳 cen岑 chan瀍禅 chi坻茌 cong枞 dai岱 dan儋 dang宕砀 deng磴 di棣 dong峒
fang邡 fei妃 fu孚罘芙 ga伽 gao藁 ge仡 gong珙 guan莞 han邗 hao濠 hu祜鄠 hua桦骅 huang湟潢 hui晖珲 ji暨稷 jia迦郏
jian犍 jiang绛 jiao蛟 jin缙 jing旌泾 jiu鸠 ju莒 juan鄄 ke岢 kong崆 lai崃涞赉 lan岚 lang蒗阆 lao崂 lei耒
li溧澧蠡醴 lian濂 lin蔺麟 liu浏 lu泸渌 luan栾 luo漯 mei湄 meng勐 mi汨 mian渑 min岷闵 mo谟 mu仫沐 ne讷 ou瓯
pi邳郫 po鄱 pu濮 qi岐杞淇綦耆蕲麒 qian阡 qiao硚谯 qing箐 qiong邛 qu朐衢 rong榕 rui芮 shan鄯 she歙畲 shen莘
sheng嵊 shi浉 shu沭 si泗 song嵩淞 sui濉睢 tan覃郯 tao洮 teng滕 tong潼 wa佤 wei圩 wen汶 wu婺 xi浠淅隰 xiang芗
xiao猇 xing荥陉 xiu岫 xu溆盱 xun浔 ya琊 yan偃兖晏郾鄢 ye邺 yi峄弋猗眙驿黟 yin鄞 ying蓥颍 yong埇邕 you攸 yu禺
yuan沅 yun筠郓 zhao诏 zhe柘 zhen圳浈 zhi沚芷陟 zhuo涿 zi梓秭
"""
COMMON = range(0xB0, 0xD8), range(0xA1, 0xFF)  # rows and cells of the common characters


def common() -> dict[str, str]:
    """Character → syllable."""
    firsts = {pair[-1]: pair[:-1] for pair in FIRSTS.split()}
    known: dict[str, str] = {}
    syllable = ""
    for row in COMMON[0]:
        for cell in COMMON[1]:
            character = bytes([row, cell]).decode("gb2312", "ignore")
            syllable = firsts.get(character, syllable)
            if character:
                known[character] = syllable
    return known


CHARACTERS = common()
RARER = {char: sound for sound, chars in re.findall(r"([a-z]+)([^a-z\s]+)", IN_REGIONS) for char in chars}
READ_ALONE = CHARACTERS | RARER | ALONE


def sound_alone(character: str) -> tuple[str, ...]:
    """As ``reading`` has it of a single character."""
    if character.isascii():
        return (character,) if character.isalnum() else ()
    return (READ_ALONE[character],) if character in READ_ALONE else reading(character)
