"""Words that are made and not listed: who calls × in vain × how, what is done to a part × what it leaves of it."""

from __future__ import annotations

from itertools import product


def crossed(*parts: str) -> str:
    """All words made of one piece of each part; a part that may be missing begins with ``|``."""
    return "|".join("".join(pieces) for pieces in product(*(part.split("|") for part in parts)))


WAYS = "往一边|往左|往右|往左边|往右边|向左|向右"

FAMILIES: dict[str, str] = {
    # Nobody answers: 怎么推都没反应, 叫不起来
    "叫不动": crossed(
        "叫|喊|推|摇|拍|掐|摸|碰|唤|晃",
        "|他|她|它|都|也|了|着|几声|半天|好久",
        "不|没",
        "醒|应|答应|答|动|起来|睁眼|吭声|理|反应|动静|回应|言语|吱声",
    ),
    # What a force leaves of a part of the body: 打穿, 咬烂, 绞断
    "伤透": crossed(
        "打|刺|扎|咬|砸|压|撕|削|剁|炸|割|绞|砍|轧|碾|撞|锯|切|烧|烫|夹|踩|崩|射|钉|戳|捅|划|啃|电",
        "穿|烂|断|掉|透|碎|扁|飞|焦|瞎|裂|没了",
    ),
    # Who cannot speak any more: 话也不会说了
    "说不成": crossed(
        "话|舌头|嘴|嘴巴",
        "|也|都|就|又",
        "不会|说不|讲不|不能|没法|动不|捋不",
        "说|讲|出|清|利索|利落|了|来|直|动|全",
    ),
    # Who would rather not be: 不想再醒过来, 不愿再撑
    "不想在": crossed(
        "不想|不愿|不愿意|懒得|没力气|没勇气|不打算|没想|撑不|熬不",
        "|再|继续|这么|这样|就这样",
        "活|活着|活下去|醒|醒来|醒过来|撑|撑下去|熬|熬下去|挺|坚持|坚持下去|存在|面对这个世界|见明天|下去|呼吸",
    ),
    "去寻死": crossed(
        "叫我|让我|命令我|催我|逼我|想|要|准备|打算|要去|想去|有人",
        "|要|去",
        "死|跳楼|跳河|跳桥|跳江|卧轨|跳轨|撞车|上吊|割腕|自尽|自焚|跳海|跳井",
    ),
    "想寻死": crossed(
        "going to|gonna|about to|want to|planning to|ready to|wanna",
        " ",
        "jump|hang myself|end it|overdose|kill myself|die|end my life|cut myself",
    ),
    # A face that hangs to one side: 嘴往右边扯, 面歪
    "嘴歪": crossed("嘴|嘴巴|嘴角|口角|脸|半边脸|面", f"|都|有点|{WAYS}|朝左|朝右|一边", "歪|斜|垮|塌|耷拉")
    + "|"
    + crossed("嘴|嘴巴|嘴角|脸", f"{WAYS}|朝一边|一直往左|一直往右", "扯|偏|抽|拉|跑"),
    "割脉": crossed("割|划|切|砍|刺", "|了|开|破|伤|到|断", "手腕|腕子|手脖子|动脉|大动脉|喉咙"),
    # Several at once: 一桌子人
    "全都": crossed(
        "一桌|一家|全家|全班|一屋|一车|满屋|一宿舍|好几个|几个|三个|四个|五个|两个|一桌子|一家子|一屋子|大伙|大家",
        "|人|口|孩子|学生|同事|工人|老人",
    ),
}
