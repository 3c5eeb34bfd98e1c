"""How people write: Chinese text, pinyin, synonyms, phone numbers. Pure: knows no table."""
