"""English for names that are only known in Chinese: departments, symptoms and insurance, by their names here.

For readers of the English pages, beside the Chinese name, which is what stands on the doors and is said at counters.
A name without a gloss is shown alone.
"""

from __future__ import annotations

from django.utils.html import strip_tags
from django.utils.translation import get_language

GLOSSES = {
    # Departments, after the national list of clinical subjects
    "预防保健科": "preventive care", "全科医疗科": "general practice", "内科": "internal medicine",
    "呼吸内科专业": "respiratory medicine", "消化内科专业": "gastroenterology", "神经内科专业": "neurology",
    "心血管内科专业": "cardiology", "血液内科专业": "haematology", "肾病学专业": "nephrology", "内分泌专业": "endocrinology",
    "免疫学专业": "immunology", "变态反应专业": "allergy", "老年病专业": "geriatrics", "外科": "surgery",
    "普通外科专业": "general surgery", "神经外科专业": "neurosurgery", "骨科专业": "orthopaedics", "泌尿外科专业": "urology",
    "胸外科专业": "chest surgery", "心脏大血管外科专业": "heart surgery", "烧伤科专业": "burns", "整形外科专业": "plastic surgery",
    "妇产科": "obstetrics and gynaecology", "妇科专业": "gynaecology", "产科专业": "obstetrics",
    "生殖健康与不孕症专业": "fertility", "妇女保健科": "women's health", "儿科": "paediatrics", "新生儿专业": "newborns",
    "小儿外科": "paediatric surgery", "儿童保健科": "child health", "眼科": "ophthalmology (eyes)",
    "耳鼻咽喉科": "ear, nose and throat", "口腔科": "dentistry", "牙体牙髓病专业": "endodontics (teeth)",
    "口腔颌面外科专业": "oral surgery", "皮肤科": "dermatology (skin)", "皮肤病专业": "skin diseases", "医疗美容科": "cosmetic medicine",
    "精神科": "psychiatry", "临床心理专业": "clinical psychology", "传染科": "infectious diseases",
    "肠道传染病专业": "intestinal infections", "肝炎专业": "hepatitis", "结核病科": "tuberculosis", "肿瘤科": "oncology (cancer)",
    "急诊医学科": "emergency", "康复医学科": "rehabilitation", "运动医学科": "sports medicine", "职业病科": "occupational diseases",
    "临终关怀科": "hospice care", "麻醉科": "anaesthesia", "疼痛科": "pain clinic", "重症医学科": "intensive care",
    "医学检验科": "laboratory", "病理科": "pathology", "医学影像科": "imaging", "中医科": "Chinese medicine",
    "肛肠科专业": "colorectal", "针灸科专业": "acupuncture", "推拿科专业": "tuina massage", "骨伤科专业": "bone injuries",
    "民族医学科": "traditional medicine of ethnic groups", "中西医结合科": "Chinese and Western medicine",
    # Symptoms
    "白带异常": "unusual vaginal discharge", "鼻塞流涕": "blocked or runny nose", "便秘": "constipation",
    "便血、肛门不适": "blood in stool, anal discomfort", "恶心呕吐": "nausea, vomiting", "耳鸣、听力下降": "ringing ears, hearing loss",
    "发热": "fever", "腹痛": "belly pain", "腹泻": "diarrhoea", "肌肉酸痛": "aching muscles", "肩膀疼痛": "shoulder pain",
    "肩膀疼痛伴手臂麻木": "shoulder pain with numb arm", "肩膀疼痛伴头痛": "shoulder pain with headache", "脚踝疼痛": "ankle pain",
    "脚踝疼痛伴肿胀": "ankle pain with swelling", "脚踝肿胀": "swollen ankle", "颈部疼痛": "neck pain",
    "颈部疼痛伴视力模糊": "neck pain with blurred vision", "咳嗽": "cough", "淋巴结肿大": "swollen lymph nodes",
    "尿急": "urgent need to urinate", "尿频、尿痛": "frequent or painful urination", "皮肤起疹": "rash", "皮肤瘙痒": "itching skin",
    "情绪低落、焦虑": "low mood, anxiety", "乳房皮肤改变": "changed skin of the breast", "乳房肿块": "breast lump",
    "视力模糊": "blurred vision", "失眠": "insomnia", "手臂麻木": "numb arm",
    "手臂、手痛": "arm or hand pain", "手脚冰凉": "cold hands and feet",
    "手指关节肿": "swollen finger joints", "头痛": "headache", "头晕": "dizziness", "腿脚痛": "leg or foot pain",
    "吞咽困难": "trouble swallowing", "弯腰受限": "trouble bending", "膝盖痛": "knee pain", "心慌、胸闷": "palpitations, tight chest",
    "胸痛": "chest pain",
    "血糖高": "high blood sugar", "血压高": "high blood pressure", "牙痛": "toothache", "眼睛红、痒、干": "red, itchy or dry eyes",
    "咽喉痛": "sore throat", "腰痛": "low back pain", "腰痛伴发热": "low back pain with fever",
    "腰痛伴弯腰受限": "low back pain, trouble bending", "月经异常、痛经": "irregular or painful periods",
    # Insurance
    "城乡居民医保": "resident insurance", "职工医保": "employee insurance", "灵活就业人员医保": "insurance for the self-employed",
    "生育保险": "maternity insurance", "大病保险": "serious illness insurance", "医疗救助": "medical assistance",
    "长期护理保险": "long-term care insurance",
}  # fmt: skip


def gloss(name: str) -> str:
    """What a Chinese name means, for a page in English; empty on others, and where it is not known."""
    # In a search the words that were sought are marked.
    return GLOSSES.get(strip_tags(name), "") if get_language() == "en" else ""
