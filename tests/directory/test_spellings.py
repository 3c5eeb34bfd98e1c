"""Names as people spell them: with a slip, in pinyin, by initials, turned round, shortened, in traditional characters."""

from __future__ import annotations

import pytest

from .test_questions import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]

# Name → how it is spelled.
SPELLINGS = {
    "阜新市中心医院": ["阜新市中兴医院", "阜新市中心医元", "阜新中心医院", "中心医院阜新", "阜新市中心醫院", "fuxinshizhongxinyiyuan",
    "fxszxyy", "fuxinzhongxinyiyuan", "阜新市中心院", "阜新市中心心医院", "阜新市中新医院", "富新市中心医院", "fuxin市中心医院",
    "ＦＸＳＺＸＹＹ", "fuxin zhongxin yiyuan"],
    "阜新市第二人民医院": ["阜新二院", "阜新市二院", "阜新第二人民医院", "第二人民医院阜新", "阜新市第2人民医院", "fxsdermyy",
    "阜新市第二人民醫院", "阜新市第二人民医完", "fuxinerYuan"],
    "阜新市中医医院": ["阜新中医院", "阜新市中医院", "中医院阜新", "fuxinshizhongyiyuan", "阜新市中醫醫院", "fxszyyy"],
    "阜新矿业集团总医院": ["阜新矿总", "阜矿总医院", "矿业集团总医院", "阜新矿业总医院", "阜新矿业集团总医完",
    "fuxinkuangyejituanzongyiyuan", "阜新礦業集團總醫院", "fxkyjtzyy", "矿总医院", "阜新况业集团总医院"],
    "巴彦淖尔市医院": ["巴彦淖尔医院", "巴颜淖尔市医院", "bayannaoershiyiyuan", "巴彥淖爾市醫院", "bynesyy"],
    "巴彦淖尔市第二人民医院": ["巴彦淖尔二院", "巴彦淖尔第二人民医院", "第二人民医院巴彦淖尔"],
    "巴彦淖尔市红十字会医院": ["红十字会医院", "巴彦淖尔红十字医院", "红十字医院", "巴彦淖尔市紅十字會醫院"],
    "巴彦淖尔市中蒙医院": ["中蒙医院", "巴彦淖尔中蒙医院", "zhongmengyiyuan"],
    "妇孺国医堂": ["妇孺国医", "furuguoyitang", "婦孺國醫堂", "frgyt", "妇儒国医堂"],
    "内蒙古医科大学附属医院": ["内医大附院", "内蒙古医大附院", "内蒙古医科大学附院", "nmgykdxfsyy", "內蒙古醫科大學附屬醫院"],
    "广东省第二人民医院": ["省二医", "广东二院", "广东省二医", "广东省二院", "gdsdermyy", "廣東省第二人民醫院", "广东省第二人民医完",
    "Guangdong Second Provincial People's Hospital"],
    "沈阳中亚白癜风医院": ["中亚白癜风医院", "沈阳白癜风医院", "沈阳中亚医院", "白癜风医院沈阳", "沈阳中亚白殿风医院"],
    "昆明白癜风医院": ["昆明白殿风医院", "kunmingbaidianfengyiyuan", "白癜风医院昆明", "昆明白癜疯医院"],
    "罗山县医保局": ["罗山医保局", "罗山县医疗保障局", "羅山縣醫保局", "luoshanyibaoju", "lsxybj", "罗杉县医保局", "医保局罗山",
    "罗山县医保剧", "luoshan医保局"],
    "罗山县社会医疗保险中心": ["罗山县医保中心", "罗山医保中心", "罗山社保中心医疗"],
    "信阳市医疗保障局": ["信阳医保局", "信阳市医保局", "xinyangyibaoju", "信陽市醫保局"],
    "国家医保服务平台": ["国家医保平台", "国家医保app", "国家医保服务平抬", "guojiayibaofuwupingtai", "國家醫保服務平台"],
    "粤税通": ["粵稅通", "yueshuitong", "粤税通小程序", "粤睡通"],
    "异地就医备案": ["异地备案", "异地就医背案", "異地就醫備案", "yidijiuyibeian", "ydjyba"],
    "家庭共济": ["家庭供济", "jiatinggongji", "家庭共濟"],
    "腰痛伴发热": ["腰疼发烧", "腰痛发热", "yaotengfashao"],
    "12345热线": ["市长热线"],
}  # fmt: skip
LEAST_FIRST = 0.97


def test_it_works() -> None:
    assert ask("阜新市中心医院")["results"][0]["summary"]["name"] == "阜新市中心医院"


def test_spellings_find_the_name_first() -> None:
    every = [(name, spelling) for name, spellings in SPELLINGS.items() for spelling in spellings]
    assert len(every) >= 100
    missed = [f"{spelling} → {name}" for name, spelling in every if first(spelling) != name]
    assert len(missed) <= (1 - LEAST_FIRST) * len(every), missed


def first(spelling: str) -> str:
    results = ask(spelling)["results"]
    return str(results[0]["summary"]["name"]) if results else ""


@pytest.mark.parametrize(
    ("short", "full"),
    [("矿业总医院", "阜新矿业集团总医院"), ("巴市第二人民医院", "巴彦淖尔市第二人民医院")],
)
def test_a_shortened_name_is_said_with_a_way_back(short: str, full: str) -> None:
    assert ask(f"{short}电话")["searched_for"] == f"{full}电话"


@pytest.mark.parametrize("other", ["北京人民医院", "矿业医院", "巴市第三人民医院"])
def test_another_place_is_no_shortened_name(other: str) -> None:
    found = ask(f"{other}电话")
    assert (found["missing"], found["searched_for"]) == (other, "")


def test_a_slip_is_said_with_a_way_back() -> None:
    found = ask("阜新市中兴医院有多少医生")
    assert found["searched_for"] == "阜新市中心医院有多少医生"
    assert ask("阜新市中兴医院有多少医生", as_typed="true")["missing"] == "阜新市中兴医院"
