"""Word lists of the content checker. Each entry is a decision about usage, not a way round a finding."""

import re

# OpenCC takes these for Simplified one by one, yet each is a correct character in Taiwan.
VALID_IN_TAIWAN = frozenset("游丑伙佣准凶占台吃唇岩岳峰床晒朴杰涌灶痴皂秘粽群肴雇熏里斗")
# These are correct in some words and Simplified in others: the phrase they stand in decides.
BY_PHRASE = frozenset("干后于征余几划郁采咸范制卷周松谷舍致板胡御丰云")
# Traditional forms of elsewhere, with the one that Taiwan prints.
VARIANTS = {
    "裏": "裡",
    "爲": "為",
    "衆": "眾",
    "綫": "線",
    "説": "說",
    "羣": "群",
    "牀": "床",
    "峯": "峰",
    "啓": "啟",
    "衞": "衛",
    "麪": "麵",
    "僱": "雇",
    "祕": "秘",
    "纔": "才",
    "喫": "吃",
    "鷄": "雞",
    "麽": "麼",
}

# Mainland words with the word of Taiwan. Keys are patterns, for some are right inside a longer word.
TAIWAN_WORDS = {
    r"[軟软]件": "軟體",
    r"硬件": "硬體",
    r"固件": "韌體",
    r"(?<!通)(?<!相)(?<!誠)信息": "資訊或訊息",
    r"視頻": "影片或視訊",
    r"音頻": "音訊",
    r"(?<!人際)(?<!社會)(?<!社交)(?<!關係人)(?<!會計)(?<!合作)(?<!支持)網絡": "網路",
    r"互聯網": "網際網路",
    r"質量(?=控制|管理|管控|保證|保障|檢|工程|標準|問題|不|高|好|差|低)|"
    r"(?<=服務|產品|教學|空氣|作業|翻譯|程式|照護|醫療|睡眠|生活|工作|施工)質量": "品質",
    r"程序員": "程式設計師",
    r"程序設計": "程式設計",
    r"應用程序": "應用程式",
    r"數據庫": "資料庫",
    r"數據集(?!中)": "資料集",
    r"(?<!演)(?<!計)(?<!換)(?<!估)(?<!試)算法": "演算法",
    r"人工智能|智能手機|智能化": "人工智慧、智慧型手機、智慧化",
    r"操作系統": "作業系統",
    r"服務器": "伺服器",
    r"內存(?!在)": "記憶體",
    r"硬盤": "硬碟",
    r"屏幕": "螢幕",
    r"鼠標": "滑鼠",
    r"打印": "列印",
    r"默認": "預設",
    r"芯片": "晶片",
    r"傳感器": "感測器",
    r"激光": "雷射",
    r"數碼": "數位",
    r"數字化": "數位化",
    r"雲計算": "雲端運算",
    r"鏈接": "連結",
    r"二維碼": "QR 碼",
    r"文件夾": "資料夾",
    r"兼容": "相容",
    r"反饋": "回饋",
    r"短信(?!用)": "簡訊",
    r"郵箱": "信箱",
    r"賬": "帳",
    r"博客": "部落格",
    r"渠道": "管道或通路",
    r"營銷": "行銷",
    r"運營": "營運",
    r"崗位": "職位",
    r"簡歷": "履歷",
    r"本科(?=生|學歷|學位|畢業|階段)": "大學部",
    r"(?<!提)高校(?!準|正|對|驗|長)": "大專院校",
    r"集裝箱": "貨櫃",
    r"塑料": "塑膠",
    r"車間": "廠房或工場",
    r"出租車": "計程車",
    r"酒店": "飯店或旅館",
    r"立馬": "立刻",
    r"性價比": "CP 值或值不值得",
}
TAIWAN_PATTERNS = {re.compile(pattern): word for pattern, word in TAIWAN_WORDS.items()}

# A name is capitalized but for words like these.
SMALL_WORD = re.compile(r"a|an|and|as|at|by|de|for|from|in|la|of|on|or|the|to|via|vs|with|&")
# Names and terms that are written in small letters or keep their English in Chinese text.
ENGLISH_NAMES = ("human-in-the-loop",)

# Fields whose Chinese may be, or hold, the official English name of something.
OFFICIAL_NAMES = frozenset({"credential.name", "credential.issuer", "citation.title", "source.attribution"})
# Wording that a licence prescribes, in English, quotation marks and all.
PRESCRIBED = frozenset({"source.attribution"})

# British spellings, and what a mechanical change to American ones leaves behind. In small letters: names keep theirs.
MISSPELT = re.compile(
    r"\b(?:\w+(?:al|an|in|n|m)izts?|organizms?|optimizm|program[rd]\w*|catalogd|centerd|meterd|storys|"
    r"(?:behavi|col|neighb|lab|tum|harb|fav|od|vap|arm|rum|hum|hon)our\w*|"
    r"(?:centre|metre|kilometre|litre|fibre|theatre|calibre)[sd]?|licences?|programmes?|judgements?|"
    r"(?:special|organ|recogn|real|stabil|steril|catheter|digit|minim|optim|custom|author|util|standard|summar|priorit|"
    r"final|mobil|hospital|visual|memor|emphas|local|modern|central|general|commercial)is(?:e[drs]?|ing|ations?)|"
    r"(?:mod|trav|counc|couns|lab|canc|refu|lev|pan|sign|tunn|chann)ell(?:ed|ing|ers?|ors?)|"
    r"analys(?:e|ed|ing)|practis(?:e[ds]?|ing)|defence|offences?|sceptic\w*|grey|tyres?|aluminium|jewellery|moulds?|"
    r"ploughs?|fulfil|enrol|ageing|paediatric\w*|orthopaedic\w*|anaesth\w*|haemat\w*|diarrhoea|cheques?|kerbs?)\b"
)

SET_PHRASES = (
    # Visa categories and their terms as law and agencies write them.
    "at least two years of training or experience",
    "two years of training or experience",
    "less than two years of training or experience",
    "a bachelor's degree in a directly related field",
    "a directly related bachelor's degree",
    "theory and practical application of a body of highly specialized knowledge",
    "a bachelor's plus five years of progressive experience",
    "five years of progressive experience",
    "U.S. Citizenship and Immigration Services",
    "US Citizenship and Immigration Services",
    "science, technology, engineering and mathematics",
    "勞動條件認證（PERM）",
    "至少兩年訓練或經驗",
    "學士加五年漸進經驗",
    "美國公民及移民服務局",
    # Titles of sources and of laws.
    "Code of Federal Regulations",
    "United States Code",
    "National Council of State Boards of Nursing",
    "Bureau of Labor Statistics",
    "Occupational Outlook Handbook",
    "Employment and Training Administration",
    "Occupational Safety and Health Administration",
    "美國勞工統計局職業展望手冊",
)
