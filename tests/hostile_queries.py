"""What may be typed to do harm or by accident, by name. Tests ask for an answer, the benchmark for its time."""

HOSTILE = {
    "10,000 characters": "a" * 10_000,
    "2,000 words": "robot " * 2_000,
    "different words": " ".join(f"ord{n}" for n in range(300)),
    "common words": "kommune medarbejder løsning system digital proces leder opgave arbejdsgang tid sag data",
    "a phrase of common words": '"kommunens medarbejdere"',
    "phrases of common words": '"kommunen har" "med at" "medarbejdere skal" "i systemet" "en løsning" "tid på"',
    "misspellings": "medarbejdrne arbejdsgagne kommunerens digitalisring økonomisytsem ledelsestlsyn implementerring "
    "opkrævnigner vagtplanlægnign betalingsplaener dokumentaiton udfordrinegr",
    "unknown long words": " ".join(f"{c * 6}vagtplanlægningssystemernes" for c in "bcdfghjklmnp"),
    "wildcards": "%_*?",
    "quotes": '"""""robot"" "',
    "one quote": '"robot',
    "operators": "robot AND NOT (løn OR -it) NEAR/3 x:y",
    "NUL": "robot\x00løn",
    "right to left": "\u202erobot\u202c",
    "emoji": "🤖 robot 🤖",
    "SQL": "' UNION SELECT * FROM auth_user --",
    "a regex bomb": "(a+)+$" * 40,
    "hyphens": "-" * 200 + "a-b-c-d-e-f" * 20,
    "one long compound": "vagtplanlægnings" * 12,
    "combining marks": "e\u0301" * 200,
    "digits": "9" * 200,
    "only small words": "og i på at det",
}
