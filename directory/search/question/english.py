"""What people ask in English, as data: each phrase with the Chinese by which the directory knows it."""

from __future__ import annotations

import re

from directory.core.language.pinyin import cuts

PHRASES = {
    # What is asked
    "what time": "几点", "opening hours": "上班时间", "opening times": "上班时间", "business hours": "上班时间",
    "working hours": "上班时间",
    "office hours": "上班时间", "hours": "上班时间", "when does": "几点", "is it open": "开门吗", "open now": "现在开门", "open": "开门",
    "closed": "开门", "close": "关门", "phone number": "电话", "telephone number": "电话", "phone": "电话", "telephone": "电话",
    "tel": "电话", "call": "电话", "hotline": "热线", "contact": "联系方式", "address": "地址", "where is": "在哪里", "location": "地址",
    "located": "在哪里", "how to get to": "怎么去", "how do i get to": "怎么去", "directions": "怎么走", "parking": "停车",
    "park": "停车", "documents": "材料", "papers": "材料", "materials": "材料", "what to bring": "带什么", "bring": "带什么",
    "need to bring": "带什么", "steps": "流程", "procedure": "流程", "how to apply": "怎么申请", "how to": "怎么", "how do i": "怎么",
    "how can i": "怎么", "apply": "申请", "how much": "多少钱", "cost": "费用", "costs": "费用", "price": "费用", "fee": "费用",
    "pay": "缴费", "payment": "缴费", "contribution": "缴费标准", "premium": "缴费标准", "deadline": "截止时间", "last day": "截止时间",
    "how long": "多久", "how many days": "几天", "how many years": "多少年", "years": "年限", "age": "年龄",
    "which department": "挂什么科", "what department": "挂什么科", "department": "科室", "departments": "科室",
    "which hospital": "哪家医院",
    "best hospital": "哪家医院好", "good hospital": "哪家医院好", "book an appointment": "预约挂号", "make an appointment": "预约挂号",
    "appointment": "预约挂号", "register": "挂号", "registration": "挂号", "nearby": "附近", "near me": "附近", "near": "附近",
    "nearest": "附近", "website": "网站", "parking fee": "停车收费", "level": "等级", "grade": "等级", "grade 3 a": "三甲",
    "class 3 a": "三甲",
    "grade 3 a hospital": "三甲", "class 3 a hospital": "三甲", "3 a": "三甲",
    "tertiary": "三级", "public": "公立", "private": "民营",
    "founded": "成立", "beds": "床位", "doctors": "医生", "number of doctors": "医生人数", "equipment": "设备", "causes": "病因",
    "cause": "病因", "reimbursement rate": "报销比例", "employer": "单位", "employers": "单位", "percentage": "比例",
    "what share": "比例",
    "employer pay": "单位缴费比例", "employers pay": "单位缴费比例", "employer contribution": "单位缴费比例",
    "employer share": "单位缴费比例",
    "employee pay": "个人缴费比例", "employees pay": "个人缴费比例", "employee contribution": "个人缴费比例",
    "reimbursement": "报销", "reimburse": "报销", "reimbursed": "报销",
    "coverage": "报销", "covered": "报销", "deductible": "起付线", "annual limit": "年度限额", "ceiling": "封顶线",
    # Institutions
    "provincial people's hospital": "省人民医院", "municipal people's hospital": "市人民医院", "people's hospital": "人民医院",
    "peoples hospital": "人民医院", "provincial general hospital": "省人民医院", "central hospital": "中心医院",
    "general hospital": "总医院", "affiliated hospital": "附属医院",
    "traditional chinese medicine hospital": "中医医院", "tcm hospital": "中医医院", "chinese medicine hospital": "中医医院",
    "hospital of traditional chinese medicine": "中医医院", "red cross hospital": "红十字会医院", "vitiligo hospital": "白癜风医院",
    "mongolian": "蒙医", "maternity hospital": "妇幼保健院", "children's hospital": "儿童医院",
    "community health center": "社区卫生服务中心",
    "health center": "卫生院", "hospital": "医院", "hospitals": "医院", "clinic": "门诊", "clinics": "诊所",
    "medical insurance bureau": "医保局", "healthcare security bureau": "医保局", "healthcare security administration": "医保局",
    "medical security bureau": "医保局", "insurance bureau": "医保局", "insurance office": "医保局",
    "medical insurance office": "医保局",
    "medical insurance center": "医保中心", "insurance center": "医保中心", "tax bureau": "税务局", "mining group": "矿业集团",
    "medical university": "医科大学", "shengjing": "盛京", "mini program": "小程序", "app": "APP",
    "first": "第一", "second": "第二", "third": "第三", "fourth": "第四", "no. 1": "第一", "no. 2": "第二", "no. 3": "第三",
    "provincial": "省", "municipal": "市", "city": "市", "county": "县", "district": "区", "province": "省",
    # Insurance and its services
    "medical insurance": "医保", "health insurance": "医保", "insurance": "医保", "resident medical insurance": "居民医保",
    "residents": "居民", "resident": "居民", "employee medical insurance": "职工医保", "employee": "职工", "employees": "职工",
    "flexible employment": "灵活就业", "freelancer": "灵活就业", "freelancers": "灵活就业", "self-employed": "灵活就业",
    "new rural cooperative": "新农合", "student": "大学生", "students": "大学生", "retired": "退休", "retirees": "退休",
    "retire": "退休", "retirement": "退休", "man": "男的", "men": "男的", "male": "男的", "woman": "女的", "women": "女的",
    "female": "女的", "newborn": "新生儿", "baby": "新生儿", "out-of-town treatment": "异地就医", "another city": "异地",
    "another province": "跨省", "treatment away from home": "异地就医", "away from home": "异地", "lost card": "社会保障卡",
    "lost": "丢了",
    "insurance card": "医保卡", "medical insurance card": "医保卡",
    "social security card": "社会保障卡", "reissue": "补办", "proof of insurance": "参保凭证",
    "cross-province": "跨省", "remote medical": "异地就医", "filing": "备案", "file": "备案",
    "referral": "转诊", "transfer": "转移", "enroll": "参保", "enrol": "参保", "enrollment": "参保登记", "sign up": "参保登记",
    "maternity allowance": "生育津贴", "maternity benefit": "生育津贴", "maternity insurance": "生育保险", "maternity": "生育",
    "family account": "家庭共济", "family sharing": "家庭共济", "family": "家人", "medical insurance code": "医保码",
    "insurance code": "医保码", "balance": "余额", "personal account": "个人账户", "withdraw": "提现", "cash": "取现",
    "complaint": "投诉", "complain": "投诉", "report": "举报", "arrears": "断缴", "missed payment": "断缴", "late payment": "断缴",
    "late fee": "滞纳金", "outpatient": "门诊", "inpatient": "住院", "hospitalization": "住院", "hospitalisation": "住院",
    "chronic disease": "慢性病", "emergency": "急诊", "night clinic": "夜诊", "evening clinic": "夜诊", "mandatory": "强制",
    "compulsory": "强制",
    "voluntary": "自愿", "check": "查询", "query": "查询", "payment record": "缴费记录", "waiting period": "等待期",
    # From where to where
    "insured in": "参保地在", "insurance from": "参保地在", "insurance of": "参保地在", "insurance is in": "参保地在",
    "medical insurance is in": "参保地在",
    "health insurance is in": "参保地在",
    "medical insurance in": "参保地在", "covered in": "参保地在", "treated in": "看病 到", "treatment in": "看病 到",
    "see a doctor": "看病", "see a doctor in": "看病 到", "seeing a doctor in": "看病 到", "hospital stay in": "住院 到",
    "hospitalized in": "住院 到",
    "hospitalised in": "住院 到", "in hospital in": "住院 到", "admitted in": "住院 到", "buy medicine in": "买药 到",
    "need to register": "要备案吗", "have to register": "要备案吗", "register first": "先备案", "register in advance": "先备案",
    # Departments
    "orthopaedics": "骨科", "orthopedics": "骨科", "orthopaedic": "骨科", "orthopedic": "骨科", "dermatology": "皮肤科",
    "gynaecology": "妇科", "gynecology": "妇科", "obstetrics": "产科", "urology": "泌尿外科", "neurology": "神经内科",
    "neurosurgery": "神经外科", "cardiology": "心血管内科", "paediatrics": "儿科", "pediatrics": "儿科", "dentist": "口腔科",
    "dentistry": "口腔科", "dental": "口腔科", "ophthalmology": "眼科", "eye department": "眼科", "ent": "耳鼻喉科",
    "endocrinology": "内分泌科", "respiratory": "呼吸内科", "gastroenterology": "消化内科", "oncology": "肿瘤科",
    "rheumatology": "风湿免疫科", "haematology": "血液内科", "hematology": "血液内科", "nephrology": "肾病科", "psychiatry": "精神科",
    "rehabilitation": "康复科", "acupuncture": "针灸科", "traditional chinese medicine": "中医科", "chinese medicine": "中医科",
    "breast surgery": "乳腺外科", "surgery": "外科", "internal medicine": "内科", "emergency department": "急诊科",
    "emergency room": "急诊科", "fever clinic": "发热门诊", "pain clinic": "疼痛科", "intensive care": "重症医学科",
    "infectious diseases": "感染科", "radiology": "放射科", "ultrasound": "超声",
    "ear nose and throat": "耳鼻喉科", "plastic surgery": "整形外科", "general surgery": "普通外科", "geriatrics": "老年病",
    "stomatology": "口腔科", "burns": "烧伤科", "gynaecology and obstetrics": "妇产科", "pathology": "病理科",
    # Regions whose English name is not their pinyin
    "inner mongolia": "内蒙古", "tibet": "西藏", "hong kong": "香港", "macau": "澳门", "macao": "澳门", "taiwan": "台湾",
    "shaanxi": "陕西", "nationwide": "全国",
    # Complaints
    "lower back pain": "腰痛", "low back pain": "腰痛", "back pain": "腰痛", "backache": "腰痛", "can't bend": "弯腰受限",
    "cannot bend": "弯腰受限", "trouble bending": "弯腰受限", "fever": "发热", "high temperature": "发热", "neck pain": "颈部疼痛",
    "stiff neck": "颈部疼痛", "sore neck": "颈部疼痛", "blurred vision": "视力模糊", "blurry vision": "视力模糊",
    "ankle pain": "脚踝疼痛",
    "sore ankle": "脚踝疼痛", "sprained ankle": "脚踝疼痛", "swollen ankle": "脚踝肿胀", "ankle swelling": "脚踝肿胀",
    "shoulder pain": "肩膀疼痛", "sore shoulder": "肩膀疼痛", "arm numbness": "手臂麻木", "numb arm": "手臂麻木", "numbness": "麻木",
    "headache": "头痛", "head pain": "头痛", "breast lump": "乳房肿块", "lump in breast": "乳房肿块", "lump in the breast": "乳房肿块",
    "breast skin": "乳房皮肤改变", "urgent urination": "尿急", "urinary urgency": "尿急", "frequent urination": "尿急",
    "muscle pain": "肌肉酸痛", "muscle ache": "肌肉酸痛", "sore muscles": "肌肉酸痛", "cold hands and feet": "手脚冰凉",
    "cold hands": "手脚冰凉", "cold feet": "手脚冰凉", "swollen finger": "手指关节肿", "swollen fingers": "手指关节肿",
    "finger joints": "手指关节肿", "vaginal discharge": "白带异常", "discharge": "白带异常", "trouble swallowing": "吞咽困难",
    "difficulty swallowing": "吞咽困难", "dysphagia": "吞咽困难", "swallow": "吞咽困难", "rash": "皮肤起疹", "skin rash": "皮肤起疹",
    "hives": "皮肤起疹", "swollen lymph nodes": "淋巴结肿大", "lymph nodes": "淋巴结肿大", "lymph node": "淋巴结肿大",
    "vitiligo": "白癜风", "diabetes": "糖尿病",
    # When
    "today": "今天", "tomorrow": "明天", "tonight": "今天晚上", "this evening": "今天晚上", "now": "现在", "right now": "现在",
    "monday": "星期一", "tuesday": "星期二", "wednesday": "星期三", "thursday": "星期四", "friday": "星期五", "saturday": "星期六",
    "sunday": "星期日", "sundays": "星期日", "saturdays": "星期六", "weekend": "周末", "weekends": "周末", "noon": "中午",
    "at noon": "中午", "morning": "上午", "afternoon": "下午", "evening": "晚上", "night": "晚上", "at night": "晚上",
    "lunch break": "午休", "lunch": "午休", "national day": "国庆节", "spring festival": "春节", "chinese new year": "春节",
    "new year's day": "元旦", "labour day": "五一", "labor day": "五一", "holiday": "节假日", "holidays": "节假日",
}  # fmt: skip
# Words that ask for nothing by themselves.
SILENT_WORDS = frozenset(
    (
        "a", "an", "the", "of", "in", "on", "at", "for", "from", "to", "is", "are", "was", "be", "am", "do", "does",
        "did", "can", "could", "may", "must", "should", "would", "will", "i", "me", "my", "we", "our", "you", "your",
        "it", "its", "this", "that", "these", "those", "there", "here", "and", "or", "with", "what", "which", "who",
        "whom", "where", "when", "why", "how", "s", "t", "if", "any", "some", "have", "has", "had", "get", "go",
        "going", "must", "need", "needs", "want", "wanted", "please", "find", "tell", "know", "about", "many", "much", "take",
        "takes", "see", "seeing", "visit", "visiting", "going", "live", "living", "but", "mother", "father", "wife", "husband",
        "child", "kid",
        "son", "daughter", "parents", "by", "as", "not", "no", "so", "very", "really", "good", "best", "better",
        "hurt", "hurts", "sick", "ill",
    )
)  # fmt: skip
ORDINAL_HOSPITAL = re.compile(r"(第[一二三四])\s*(省|市|县)\s*(?:人民)?医院")
CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))?\s*(am|pm|a\.m\.|p\.m\.)", re.IGNORECASE)
SHORTEST = 4  # letters of a word that is no syllable of pinyin
LONGEST = max(len(phrase.split()) for phrase in PHRASES)
WORD = re.compile(r"[a-z][a-z'\-.]*|[^\sa-z]+", re.IGNORECASE)


def is_english(text: str) -> bool:
    """Whether a question is asked in English: a phrase of it, or all of its words, can be nothing else."""
    words = [word.lower().rstrip(".?!,") for word in WORD.findall(text.replace("’", "'"))]
    phrases = [" ".join(words[at : at + length]) for at in range(len(words)) for length in range(1, LONGEST + 1)]
    said = [phrase for phrase in phrases if phrase in PHRASES]
    sure = any(len(phrase) >= SHORTEST for phrase in said)
    if len(words) == 1:  # open is o-pen, too: a word alone must be none that pinyin can spell
        return sure and not cuts(words[0])
    return bool(said) and (sure or all(word in PHRASES or word in SILENT_WORDS for word in words))


def in_chinese(text: str) -> str:
    """The question with what it says in English put in Chinese; names and whatever else stay as they are."""
    text = CLOCK.sub(lambda found: clock(int(found[1]), found[2] or "00", found[3]), text.replace("’", "'"))
    words = WORD.findall(text)
    said, at = [], 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length]).lower().rstrip(".?!,")
            if meant := PHRASES.get(phrase) or PHRASES.get(phrase.removesuffix("'s")):
                said.append(meant)
                break
        else:
            length = 1
            if (plain := words[at].rstrip(".,'-")) and plain.lower().removesuffix("'s") not in SILENT_WORDS:
                said.append(plain)
        at += length
    return ORDINAL_HOSPITAL.sub(r"\2\1人民医院", " ".join(dict.fromkeys(said)))


def clock(hour: int, minute: str, half: str) -> str:
    """``3 pm`` as ``15:00``."""
    return f"{hour % 12 + (12 if half.lower().startswith('p') else 0)}:{minute}"
