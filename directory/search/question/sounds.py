"""How the characters of spoken questions are read: of words that stand in no name of the directory."""

from __future__ import annotations

import re

TABLE = """
a啊 an案 ba吧爸 bai摆拜 ban般办半班 bang傍绑 bao保宝报 bei备 ben本 bi比 bian边 biao标 bie别 bing病 bu不步补部 cai财才材 cao操 ce侧策
cha差查 chan产 chang常 che车 chen晨 cheng成程 chu出 chuang床窗 chun春 ci次辞 cong从 cun村 da大打 dai带 dan单旦 dang当档 dao到 de得的
deng登等 di第低地 dian点电 ding定顶 du读度 duan端 duo多 e额 er二儿 fang放方 fei费非 fen份 feng封 fu付妇服父附 gai该 gang岗 ge个 gei给
gong公工 gou够构 gua挂 guan关 gui规 guo国过 hai孩害还 hao号好 he何合和 hen很 hou候后 hua话 huai怀 huan缓患换 hui会回 huo或活
ji籍几基己机激级计记集 jia假家甲 jian件健检荐间 jiao交缴较 jie截接节 jin今近金 jing经 jiu久就 ju据具局 kai开 kan槛看 ke可客科 kou口
lao老 le了 li例厉理礼离立里 lian联 liang两 liao料疗 ling凌领龄 liu六流 lu路 ma吗妈码 man满 me么 mei每没 men门 min民 ming明 mo末 mu母目
na哪 nai奶 nan南难 ne呢 neng能 nian念年 nong农弄 nv女 pang旁 peng朋 po婆 qi期起 qian欠前钱 qing庆清请 qiu秋 qu区去取 ran然 re热 ren人
ri日 ru如 san三 se色 sha啥 shan擅 shang上 shao少 she社设 shen什申 sheng生 shi事失始室式时是 shou受手收 shu属数舒 shui税谁 si四私 suan算
sui岁 suo所 te特 ti体 tian天 tiao条 ting停厅 tong通 tu途突 tui推 wa娃 wan晚 wang忘网 wei位卫围微 wen问 wo我 wu五务午 xi息系细 xia下
xian现线限险 xiang乡想详 xiao校小效销 xie些 xin信心新 xing型星 xiu休 xu续需 xun询 ya呀 yan严 yang样 yao要 ye业夜爷 yi已一乙以医 yin因
ying婴应营 yong用 you由友右幼有 yu与于预 yuan元原员院 yue月约 yun孕 zai再在 zao造早 zen怎 zhang账长障 zhao找 zhe者着这 zhen诊镇
zheng政正症证 zhi之值制址指支止治直置职 zhong中重钟 zhou周骤 zhuan专转 zhuang状 zhun准 zi咨子自资 zong总综 zou走 zui最 zuo做作坐左座昨
can残 pin贫 lou漏 song送 tan摊
"""
SOUNDS = {char: sound for sound, chars in re.findall(r"([a-z]+)([^a-z\s]+)", TABLE) for char in chars}
