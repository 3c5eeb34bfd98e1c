# ruff: noqa: E501  # one situation is one line
"""Whole situations as people tell them, in their own words, judged as a careful nurse and an insurance clerk would.

Everything that the guide answers is expected exactly: what it understood, the first departments, the recommended
hospitals, what to file with which papers where, what holds of the payments, and whose rules are passed over.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.directory.test_guide import Line, lines, ties, words

pytestmark = pytest.mark.django_db

# who | in their words | treated | insured | 险种 | 人群 | 人员类别 | 费用 || symptoms | first departments | recommended
# || relation | required | procedures | papers | first office || what holds of the payments || for whom the others are
SITUATIONS = """
阜新退休老人闪着腰腿麻 | 我妈腰疼弯不下去,左腿发麻,昨天搬白菜闪着的 | 阜新 | 阜新 | 职工 | 退休 | | || 腰痛伴弯腰受限 腿脚痛 | 20 04.03 21 50.13 04.01 | 阜新市中心医院=阜新市中医医院 || local | - | - | - | - || 断缴后统筹报销停止 || 省直参保人员 / 在职职工，省直参保人员 / 退休人员，省直参保人员 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
阜新农村居民腰疼半年想扎针 | 腰疼大半年了慢慢的 弯不下腰 想扎针 | 阜新 | 阜新 | 居民 | | | || 腰痛伴弯腰受限 | 20 04.03 21 50.13 | 阜新市中心医院=阜新市中医医院 || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
阜新老伴腰疼发烧尿浑 | 老伴腰疼 发烧38度9 两天了尿发浑 | 阜新 | 阜新 | 职工 | | | || 腰痛伴发热 | 20 04.03 | 阜新市中心医院=阜新市第二人民医院 || local | - | - | - | - || 断缴后统筹报销停止 || 省直参保人员 / 在职职工，省直参保人员 / 退休人员，省直参保人员 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
在阜新打工, 湖北灵活就业 | 脖子疼看手机字糊 | 阜新 | 武汉 | 灵活就业 | | | || 颈部疼痛伴视力模糊 | 03.03 10 04.03 | 阜新市中心医院 || cross_province | True | 湖北跨省异地就医备案 | 社保卡 医保码 | - || 与单位职工相同 / 断缴后统筹报销停止 || 城乡居民医保 / 生育保险
孙子打球崴脚踝 | 孙子打球崴脚踝 肿得厉害 疼 | 阜新 | 阜新 | 居民 | | | || 脚踝疼痛伴肿胀 | 04.03 | 阜新市中心医院=阜新市中医医院>阜新矿业集团总医院 || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
出租车司机肩疼手麻 | 膀子疼 胳膊到手指麻 开出租的 | 阜新 | 阜新 | 灵活就业 | | | || 肩膀疼痛伴手臂麻木 | 04.03 03.03 27 | 阜新市中心医院=阜新市第二人民医院 || local | - | - | - | - || 与单位职工相同 / 断缴后统筹报销停止 || 省直参保人员 / 在职职工，省直参保人员 / 退休人员，省直参保人员 / 城乡居民医保 / 生育保险
阜新在职肩疼头疼 | 肩膀疼连着头疼 | 阜新 | 阜新 | 职工 | 在职 | | || 肩膀疼痛伴头痛 | 04.03 03.03 | 阜新市人民医院=中国医科大学附属盛京医院阜新医院 || local | - | - | - | - || 断缴后统筹报销停止 || 省直参保人员 / 在职职工，省直参保人员 / 退休人员，省直参保人员 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
洗澡摸到乳房疙瘩 | 洗澡摸到乳房疙瘩硬的 我四十五 | 阜新 | 阜新 | 居民 | | | || 乳房肿块 | 04.01 | 阜新矿业集团总医院=阜新市中心医院 || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
乳头旁皮肤皱起 | 乳头旁边皮肤皱起发红 挂哪科 | 阜新 | 阜新 | 职工 | | | || 乳房皮肤改变 | 04.01 04.08 | 阜新矿业集团总医院>阜新市中心医院 || local | - | - | - | - || 断缴后统筹报销停止 || 省直参保人员 / 在职职工，省直参保人员 / 退休人员，省直参保人员 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
临河老人尿急 | 俺爹老起夜 一有尿憋不住 | 临河区 | 临河区 | 居民 | | | || 尿频、尿痛 尿急 | 04.04 03.06 | 巴彦淖尔市医院=巴彦淖尔市中蒙医院 || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
江苏人在巴彦淖尔干活发烧 | 身上肌肉酸疼 前天开始发烧 | 巴彦淖尔 | 江苏 | 职工 | | | || 肌肉酸痛 发热 | 20 04.03 | 巴彦淖尔市医院=巴彦淖尔市中医医院 || cross_province | None | - | - | - || 可以 / 仅住院费用 / 断缴后统筹报销停止 || 门诊慢病患者 / 在参保地看病 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
手脚冰凉想喝中药 | 手脚冰凉 月经也不好 想喝中药 | 巴彦淖尔 | 巴彦淖尔 | 居民 | | | || 手脚冰凉 月经异常、痛经 | 50 05.01 | 巴彦淖尔市医院>妇孺国医堂 || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
手指关节早上僵 | 手指关节肿 早上僵 | 巴彦淖尔 | 巴彦淖尔 | 职工 | | | || 手指关节肿 | 04.03 | 巴彦淖尔市医院=巴彦淖尔市红十字会医院 || local | - | - | - | - || 断缴后统筹报销停止 || 城乡居民医保 / 灵活就业人员医保 / 生育保险
女儿分泌物发黄 | 女儿下身分泌物发黄 想找个女大夫 | 巴彦淖尔 | 巴彦淖尔 | 居民 | | | || 白带异常 | 05 05.01 | 巴彦淖尔市第二人民医院=巴彦淖尔市第一人民医院 || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
爹咽饭费劲 | 爹咽饭费劲一个月瘦了 | 巴彦淖尔 | 巴彦淖尔 | 职工 | | | || 吞咽困难 | 03.02 11 | 巴彦淖尔市医院 || local | - | - | - | - || 断缴后统筹报销停止 || 城乡居民医保 / 灵活就业人员医保 / 生育保险
起红疹没喘 | 身上起红疹 痒 没喘 | 巴彦淖尔 | 巴彦淖尔 | 居民 | | | || 皮肤起疹 皮肤瘙痒 | 13 | 巴彦淖尔市人民医院 || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
脖子淋巴疙瘩 | 脖子淋巴疙瘩 摸着好几个 | 巴彦淖尔 | 巴彦淖尔 | 职工 | 在职 | | || 淋巴结肿大 | 04.01 | 巴彦淖尔市医院 || local | - | - | - | - || 断缴后统筹报销停止 || 城乡居民医保 / 灵活就业人员医保 / 生育保险
罗山农民想去郑州看 | 腰疼 | 郑州 | 罗山县 | 居民 | | 转诊 | || 腰痛 | 20 04.03 21 50.13 | - || within_province | True | 罗山县异地转诊 | - | 罗山县社会医疗保险中心 || 可以 / 不可以 / 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 跨省就医 / 灵活就业人员医保 / 生育保险 / 职工医保
罗山农民去信阳看 | 腰疼 | 信阳 | 罗山县 | 居民 | | | || 腰痛 | 20 04.03 21 50.13 | - || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
罗山机关退休想转诊 | 头晕 | 郑州 | 罗山县 | 职工 | 退休 | 转诊 | || 头晕 | 03.03 11 | - || within_province | None | 罗山县异地转诊 | - | 罗山县社会医疗保险中心 || 断缴后统筹报销停止 || 城乡居民医保 / 灵活就业人员医保 / 生育保险
湖北职工外地急诊没备案 | 肚子疼 | 上海 | 武汉 | 职工 | | 急诊抢救 | || 腹痛 | 03.02 04.01 05.01 | - || cross_province | True | 湖北跨省异地就医备案 | 社保卡 医保码 | - || 断缴后统筹报销停止 || 城乡居民医保 / 灵活就业人员医保 / 生育保险
扬州退休随子女住上海 | 膝盖疼 | 上海 | 扬州 | 职工 | 退休 | 异地安置退休 | || 膝盖痛 | 04.03 | - || cross_province | None | 扬州异地就医备案 | 户口簿首页 常住人口登记卡 | - || 可以 / 仅住院费用 / 断缴后统筹报销停止 || 门诊慢病患者 / 在参保地看病 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
扬州职工派驻深圳 | 头疼 | 深圳 | 扬州 | 职工 | 在职 | 常驻异地工作 | || 头痛 | 03.03 | - || cross_province | None | 扬州异地就医备案 | 单位外派证明 异地工作劳动合同 | - || 可以 / 仅住院费用 / 断缴后统筹报销停止 || 门诊慢病患者 / 在参保地看病 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
扬州职工旅游病了 | 拉肚子 | 上海 | 扬州 | 职工 | | 临时外出就医 | || 腹泻 | 03.02 16.01 | - || cross_province | None | 扬州异地就医备案 | 有效身份证件 | - || 可以 / 仅住院费用 / 断缴后统筹报销停止 || 门诊慢病患者 / 在参保地看病 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
厦门退休社区看门诊 | 咳嗽 | 厦门 | 厦门 | 职工 | 退休 | | || 咳嗽 | 03.01 | - || local | - | - | - | - || 800 元 / 不设起付线 / 85% / 90% / 按机构级别和人员类别分别确定 / 断缴后统筹报销停止 || 在职职工 / 费用超过 10000 元的部分 / 在职职工，费用超过 10000 元的部分 / 退休人员，费用超过 10000 元的部分 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
厦门在职门诊花一万二 | 咳嗽 | 厦门 | 厦门 | 职工 | 在职 | | 12000 || 咳嗽 | 03.01 | - || local | - | - | - | - || 1200 元 / 不设起付线 / 75% / 90% / 95% / 85% / 93% / 按机构级别和人员类别分别确定 / 断缴后统筹报销停止 || 退休人员 / 退休人员，费用超过 10000 元的部分 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
厦门退休去上海看 | 咳嗽 | 上海 | 厦门 | 职工 | 退休 | | || 咳嗽 | 03.01 | - || cross_province | None | - | - | - || 断缴后统筹报销停止 || 在职职工 / 退休人员，在参保地看病 / 在参保地看病 / 费用超过 10000 元的部分 / 在职职工，费用超过 10000 元的部分 / 退休人员，费用超过 10000 元的部分 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
江苏职工在省内住院 | 腹痛 | 江苏 | 江苏 | 职工 | 在职 | | || 腹痛 | 03.02 04.01 05.01 | - || unclear | None | - | - | - || 可以 / 仅住院费用 / 90% / 85% / 75% / 断缴后统筹报销停止 || 门诊慢病患者 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
徐州职工有糖尿病 | 血糖高 | 徐州 | 徐州 | 职工 | 糖尿病 | | || 血糖高 | 03.07 | - || local | - | - | - | - || 8000 元/年 / 90% / 85% / 75% / 断缴后统筹报销停止 || 城乡居民医保 / 灵活就业人员医保 / 生育保险
辽宁省直退休常看门诊 | 血压高 | 沈阳 | 沈阳 | 职工 | 省直 退休 | | || 血压高 | 03.04 | - || local | - | - | - | - || 300 元/年 / 55–65% / 3000 元/年 / 断缴后统筹报销停止 || 在职职工，省直参保人员 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
辽宁省直退休去北京看 | 血压高 | 北京 | 沈阳 | 职工 | 省直 退休 | | || 血压高 | 03.04 | - || cross_province | True | - | - | - || 3000 元/年 / 断缴后统筹报销停止 || 省直参保人员，在参保地看病 / 在职职工，省直参保人员 / 退休人员，省直参保人员，在参保地看病 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
南京人在徐州住院 | 胸闷 | 徐州 | 南京 | 职工 | 在职 | | || 心慌、胸闷 | 03.04 03.01 | - || within_province | False | 南京参保人在徐州就医免备案 | - | - || 可以 / 住院费用；联网药店刷卡购药 / 断缴后统筹报销停止 || 跨省就医 / 门诊慢病患者 / 在参保地看病 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
南京人去苏州 | 胸闷 | 苏州 | 南京 | 职工 | 在职 | | || 心慌、胸闷 | 03.04 03.01 | - || within_province | None | - | - | - || 可以 / 断缴后统筹报销停止 || 到徐州就医 / 跨省就医 / 门诊慢病患者 / 在参保地看病 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
上海居民在阜新说不清哪里不舒服 | 哪儿都不对付啊这人 | 阜新 | 上海 | 居民 | | | || - | - | - || cross_province | True | 居民医保异地就医备案和结算 | - | - || 可以 / 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 省内跨市就医 / 灵活就业人员医保 / 生育保险 / 职工医保
长沙灵活就业断缴两个月 | 失眠 | 长沙 | 长沙 | 灵活就业 | | | || 失眠 | 03.03 15.06 | - || local | - | - | - | - || 与单位职工相同 / 断缴期间没有待遇 / 断缴后统筹报销停止 || 城乡居民医保 / 生育保险
长沙居民 | 失眠 | 长沙 | 长沙 | 居民 | | | || 失眠 | 03.03 15.06 | - || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
徐州大学生 | 牙疼 | 徐州 | 徐州 | 居民 | 大学生 | | || 牙痛 | 12.01 12 | - || local | - | - | - | - || 在定点机构发生、属医保目录的费用 / 门诊、住院、慢特病报销，另有大病保险和医疗救助 / 断缴期间没有待遇 || 灵活就业人员医保 / 生育保险 / 职工医保
厦门参保人去香港 | 牙疼 | 香港 | 厦门 | 职工 | 在职 | | || 牙痛 | 12.01 12 | - || beyond_mainland | None | - | - | - || - || 在内地就医 / 退休人员 / 费用超过 10000 元的部分 / 在职职工，费用超过 10000 元的部分 / 退休人员，费用超过 10000 元的部分 / 城乡居民医保 / 灵活就业人员医保 / 生育保险
"""

# who | where it applies | subject | 险种 | more || what is told || for whom the others are
RULES = """
徐州大学生缴多少 | 徐州 | 个人缴费标准 | 居民 | year=2025&population=大学生 || 300 元/年 || 2024 年度 / 普通居民（不含大学生） / 长期护理保险
徐州普通居民缴多少 | 徐州 | 个人缴费标准 | 居民 | year=2025 || 460 元/年 || 2024 年度 / 大学生 / 长期护理保险
徐州居民什么时候缴 | 徐州 | 集中缴费期 | 居民 | year=2025 || 2024-10-22 至 2024-12-31 || 2024 年度
临沂灵活就业缴费基数 | 临沂 | 缴费基数下限 | 灵活就业 | || 4416 元/月 || -
临沂灵活就业两档比例, 没有职工的 2% | 临沂 | 个人缴费比例 | 灵活就业 | || 8.3% / 6.3% / 约 20% || 单位职工
临沂职工比例 | 临沂 | 个人缴费比例 | 职工 | || 2% / 2–4% || 灵活就业人员医保
大连职工提现, 没有沈阳的 | 大连 | 个人账户提现 | 职工 | || 不可以 || -
沈阳职工提现 | 沈阳 | 个人账户提现 | 职工 | || 可以 || -
徐州居民没有职工的住院比例 | 徐州 | 住院报销比例 | 居民 | || - || 职工医保
徐州职工没有慢病 | 徐州 | 门诊年度限额 | 职工 | || - || 门诊慢病患者
成都职工最低年限, 没说男女 | 成都 | 最低缴费年限 | 职工 | || - || 男性 / 女性 / 城乡居民医保
生育津贴怎么发 | 成都 | 生育津贴发放方式 | 生育 | || 经单位转付，或直接给个人 || -
长沙灵活就业断缴 | 长沙 | 断缴影响 | 灵活就业 | || 断缴期间没有待遇 / 断缴后统筹报销停止 || 城乡居民医保
长沙居民断缴 | 长沙 | 断缴影响 | 居民 | || 断缴期间没有待遇 || 职工医保 / 灵活就业人员医保
"""

NAMES = ("symptom", "region", "insured_region", "scheme", "population", "person_type", "cost")


def listed(cell: str) -> list[str]:
    return [] if cell == "-" else cell.split(" / ")


def once(values: Any) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def ask(client: Client, cells: list[str]) -> Any:
    query = {name: value for name, value in zip(NAMES, cells, strict=True) if value}
    response = client.get(f"/api/v1/guide/?{urlencode(query)}")
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_there_are_enough() -> None:
    assert len({line.who for line in (*lines(SITUATIONS), *lines(RULES))}) >= 40


@pytest.mark.parametrize("line", lines(SITUATIONS), ids=lambda line: line.who)
def test_what_somebody_is_told(directory: None, client: Client, line: Line) -> None:
    asked, (symptoms, first, recommended), filed, (told,), (others,) = line.parts
    answer = ask(client, asked[1:])
    assert not answer["emergency"]["urgent"]
    assert [one["name"] for one in answer["symptoms"]["resolved"]] == words(symptoms)
    departments = answer["departments"]["results"]
    best = min((one["rank"] for one in departments), default=0)
    assert [one["slug"] for one in departments if one["rank"] == best] == words(first)
    assert ties(answer["hospitals"]["recommended"]) == recommended
    relation, required, procedures, papers, office = filed
    insurance = answer["insurance"]
    filing = insurance["filing"] or {"required": "-", "procedures": [], "offices": []}
    assert (insurance["relation"], str(filing["required"])) == (relation, required)
    assert [one["name"] for one in filing["procedures"]] == words(procedures)
    assert [paper["name"] for one in filing["procedures"] for paper in one["materials"]] == words(papers)
    assert [one["name"] for one in filing["offices"]][:1] == words(office)
    policies = [policy for group in insurance["payments"] for policy in group["policies"]]
    assert once(policy["figure"] or policy["statement"] for policy in policies) == listed(told)
    assert once(one["only_for"] for one in insurance["passed_over"]) == listed(others)


@pytest.mark.parametrize("line", lines(RULES), ids=lambda line: line.who)
def test_which_rule_holds(directory: None, client: Client, line: Line) -> None:
    (_who, region, subject, scheme, more), (told,), (others,) = line.parts
    found = client.get(
        f"/api/v1/policies/?{urlencode({'applies_to': region, 'subject': subject, 'scheme': scheme})}&{more}"
    ).json()
    results = {one["slug"]: (one["figure"] or {"text": one["statement"]})["text"] for one in found["results"]}
    assert once(results[one["slug"]] for one in found["answer"]["found"] if one["slug"] in results) == listed(told)
    assert set(once(one["only_for"] for one in found["answer"]["passed_over"])) == set(listed(others))


def test_the_page_tells_the_same(directory: None, client: Client) -> None:
    for line in lines(SITUATIONS)[::8]:
        query = {name: value for name, value in zip(NAMES, line.parts[0][1:], strict=True) if value}
        page = client.get("/guide/", query)
        assert page.status_code == 200
        text = page.content.decode()
        for name in (*words(line.parts[1][0]), *words(line.parts[2][2])):
            assert name in text, (line.who, name)


def test_rates_of_home_are_not_told_for_treatment_elsewhere(directory: None, client: Client) -> None:
    asked = {"symptom": "咳嗽", "insured_region": "扬州", "scheme": "职工"}
    for region, holds in (("扬州", True), ("苏州", False), ("上海", False)):
        insurance = client.get("/api/v1/guide/", asked | {"region": region}).json()["insurance"]
        rates = [one["subject"] for one in insurance["payments"] if one["subject"] == "住院报销比例"]
        assert bool(rates) == holds, region
        reasons = {one["reason"] for one in insurance["passed_over"] if one["subject"] == "住院报销比例"}
        assert reasons == (set() if holds else {"来源没有说在外地看病也是这个数"})


def test_a_doubtful_figure_says_why(directory: None, client: Client) -> None:
    document = client.get("/api/v1/policies/lin-yi-2025-zhi-gong-ge-ren-zui-di-jiao-fei-e/").json()
    assert "4416 元的 2%" in document["conditions"]
    assert "conditions" in document["editorial"]


def test_a_long_story_is_read(directory: None, client: Client) -> None:
    story = "我妈今年六十三了住在乡下平时身体还可以" + "就是爱操心" * 12 + "，昨天开始腰疼发烧"
    answer = client.get("/api/v1/guide/", {"symptom": story, "region": "阜新"}).json()
    assert [one["name"] for one in answer["symptoms"]["resolved"]] == ["腰痛伴发热"]


@pytest.mark.parametrize(
    ("said", "known"),
    [("异地安置退休", "异地安置退休人员"), ("常驻异地工作", "常驻异地工作人员"), ("急诊抢救", "急诊抢救人员")],
)
def test_a_person_type_is_known_by_a_part_of_its_name(directory: None, client: Client, said: str, known: str) -> None:
    asked = {"symptom": "咳嗽", "region": "上海", "insured_region": "扬州", "person_type": said}
    assert client.get("/api/v1/guide/", asked).json()["question"]["person_type"] == known
    assert client.get("/api/v1/guide/", asked | {"person_type": "异地"}).status_code == 400


def test_part_of_what_was_said_not_understood_gets_the_choices(directory: None, client: Client) -> None:
    answer = client.get("/api/v1/guide/", {"symptom": "腰疼 还有那个嘎嘣拐", "region": "阜新"}).json()
    assert [one["name"] for one in answer["symptoms"]["resolved"]] == ["腰痛"]
    assert [one["text"] for one in answer["symptoms"]["unresolved"]] == ["那个嘎嘣拐"]
