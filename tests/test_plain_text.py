"""Plain text becomes paragraphs and lists."""

import pytest

from casekatalog.core.templatetags.plain_text import Block, blocks, spoken

EXAMPLES = {
    "nothing": ("", []),
    "a sentence": ("Én sætning.", [Block("Én sætning.")]),
    "a line break is not a paragraph": ("En\nsætning.", [Block("En sætning.")]),
    "two paragraphs": ("Først.\n\nSiden.", [Block("Først."), Block("Siden.")]),
    "a list": ("- et\n- to", [Block("", ("et", "to"))]),
    "a list after its introduction": ("Her er:\n- et\n- to", [Block("Her er:"), Block("", ("et", "to"))]),
    "a dash inside a sentence": ("en - to", [Block("en - to")]),
    "Windows line ends": ("Først.\r\n\r\n- et", [Block("Først."), Block("", ("et",))]),
}


@pytest.mark.parametrize(("text", "expected"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_text_becomes_blocks(text, expected):
    assert blocks(text) == expected


@pytest.mark.parametrize("sign", ["3–4", "10 → 2"])
def test_a_dash_or_an_arrow_between_numbers_is_seen_and_heard_as_til(sign):
    shown = spoken(f"<b> {sign} timer – i alt")
    seen = "–" if "–" in sign else "→"
    said = f'<span aria-hidden="true">{seen}</span><span class="sr-only"> til </span>'
    assert shown == f"&lt;b&gt; {sign.replace(seen, said)} timer – i alt"
