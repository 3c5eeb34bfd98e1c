"""What people ask of which the directory holds nothing, as data: it says so, and tells nothing else instead.

A record that bears one of a topic's words in its name, or a place that says one of itself, is told as any other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Topic(NamedTuple):
    """What is asked: how it is called, how it is said, and the words by which a record would be known to hold it."""

    label: str | Promise
    said: re.Pattern[str]
    words: tuple[str, ...]
    of_a_place: bool = False  # asked of a place that is named: of an insurance it is known


CARD = "(?:(?:居民|职工)?(?:社保卡|医保卡|社会保障卡|医疗保险卡))"
LOST = "(?:(?<!手机)丢|掉了|遗失|不见|找不到|弄没|搞丢|坏|消磁|折了|被偷)"
INN = "(?:宾馆|酒店|旅馆|民宿|餐馆|饭店)"

TOPICS = (
    Topic(
        _("社保卡、医保卡的补办和挂失"),
        re.compile(f"{CARD}[^，。？]{{0,2}}{LOST}了?|{LOST}[^，。？]{{0,3}}{CARD}|(?:补办|补领|补一张|换领|挂失|解挂)[^，。？]{{0,4}}{CARD}"
                   f"|{CARD}[^，。？]{{0,6}}(?:补办|补领|补卡|换卡|挂失|解挂)"),
        ("补办", "补领", "补卡", "挂失"),
    ),
    Topic(
        _("社保卡、医保卡的申领、更换、激活和密码"),
        re.compile(f"{CARD}[^，。？]{{0,6}}(?:激活|照片|手机号|改号|更换|换新|换一张|年检|密码|启用|解锁|锁定|申领|申请|怎么办理|在哪办|去哪办|哪里办)"
                   f"|(?:激活|启用|申领|申请|新办|办一?张)[^，。？]{{0,4}}{CARD}"),
        ("激活", "密码", "申领"),
    ),
    Topic(
        _("失业期间的医保"),
        re.compile("失业(?:期间|金|保险金)[^，。？]{0,10}(?:医保|医疗保险|社保)|(?:医保|医疗保险|社保)[^，。？]{0,8}失业(?:期间|金|保险金)"),
        ("失业期间", "失业人员", "失业金"),
    ),
    Topic(_("养老金和公积金"), re.compile("养老金(?!比例)|公积金|养老保险(?:金|怎么|多少|在哪|交满)"), ("养老金", "公积金")),
    Topic(_("工伤认定和待遇"), re.compile("工伤[^，。？]{0,4}(?:认定|鉴定|赔|待遇|申请|怎么)"), ("工伤认定", "工伤待遇")),
    Topic(_("邮编"), re.compile("邮编|邮政编码"), ("邮编", "邮政编码")),
    Topic(_("传真、邮箱和微信号"), re.compile("传真|邮箱|电子邮件|微信号"), ("传真", "邮箱")),
    Topic(
        _("负责人"),
        re.compile("(?:局长|(?<!住)院长)(?![期久时远成得什])|负责人|一把手"
                   "|(?:书记|主任|领导|法人|老板)(?:是谁|是哪|叫什么|姓什么)"),
        ("局长", "院长", "负责人"),
    ),
    Topic(_("招聘"), re.compile("招聘|应聘|招人|招工|招不招|招护士|招医生|有编制"), ("招聘",)),
    Topic(
        _("挂号费、检查费和手术费"),
        re.compile("(?:(?:挂号|检查|诊查|床位|手术|化验|体检|护理|拍片)费|挂号|挂个号|核磁|CT|ct|B超|彩超|胃镜|拍片|体检|洗牙|拔牙|种牙)"
                   "[^，。？报]{0,4}(?:多少|几块|几元|贵不贵|怎么收)(?!天|人|科|台)"),
        ("挂号费", "检查费", "手术费"),
    ),
    Topic(_("费用"), re.compile("多少钱|几块钱|收费|价格|贵不贵|贵吗|便宜吗"), ("收费", "价格", "免费", "多少钱"), of_a_place=True),
    Topic(
        _("排队和人多人少"),
        re.compile("排队|排长队|(?:病?人|号)(?:现在|特别|很)?(?:多不多|多吗|少不少|挤不挤)|好挂号吗|号好挂"),
        ("排队",),
    ),
    Topic(
        _("搬迁和新院区"),
        re.compile("搬(?:家|迁|走|没搬|不搬|了吗|了没)|要不要搬|新院区?(?:在|什么时候|哪)|(?:要|会|有没有)拆迁"),
        ("搬迁", "新院", "迁址"),
    ),
    Topic(_("食堂和餐饮"), re.compile("食堂|订餐|病号饭|小卖部"), ("食堂", "订餐")),
    Topic(
        _("其他部门的事"),
        re.compile("(?:民政|公安|教育|住建|交通|市场监管|工商|司法|环保|气象|房管)局|派出所|残联|街道办|卫健委|卫健局|卫生局"),
        ("民政局", "公安局", "卫健"),
    ),
    Topic(_("探视和陪护"), re.compile("探视|探病|陪护|陪床"), ("探视", "陪护")),
    Topic(
        _("就医和医保以外的事"),
        re.compile(f"(?:哪|附近|便宜|推荐|订)[^，。？]{{0,6}}{INN}|{INN}[^，。？]{{0,4}}(?:哪|离|近|便宜|多少钱|推荐|预订)|天气(?:怎么样|预报|好)|股票|彩票|护照|签证|驾照|驾驶证|营业执照|结婚证|房产证|火车票|飞机票|景点"),
        (),
    ),
)  # fmt: skip


def topics_in(text: str) -> list[Topic]:
    return [topic for topic in TOPICS if topic.said.search(text)]
