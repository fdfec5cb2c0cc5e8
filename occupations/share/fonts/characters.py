"""Print the characters the bold face holds: `python characters.py > characters.txt` from this folder.

All that our content and interface use, printable ASCII, and what an editor's next title is likely to need.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LATIN = {chr(code) for code in [*range(0x20, 0x7F), *range(0xA1, 0x180)]}
MARKS = set("–—‘’“”…•·←→↑↓−、。〈〉《》「」『』（），／：；？！～％＋－×÷")
paths = [*ROOT.glob("fixtures/*.yaml"), *ROOT.glob("fixtures/[35]0_*/*.yaml"), *ROOT.glob("locale/*/*/*.po")]
found = LATIN | MARKS
for path in paths:
    found.update(character for character in path.read_text() if character.isprintable())
print("".join(sorted(found)))  # noqa: T201
