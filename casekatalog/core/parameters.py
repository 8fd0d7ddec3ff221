"""Names of parameters in an address that a page does not know."""

import re
from collections.abc import Collection, Iterable

from casekatalog.core.phrases import not_read

# What campaigns, mail programs and networks hang on every link (Outlook's SafeLinks: url, data, sdata, reserved).
_OTHERS = re.compile(
    r"(?:utm|mtm|pk|mc|hsa|at|cm)_\w+|_ga|_gl|_hs\w+|\w*clk?id|li_fat_id|g[ab]raid|wbraid|igshi?d?|mkt_tok|srsltid|"
    r"url|data|sdata|reserved|originalsrc|previouspage",
    re.IGNORECASE,
)


def unread(given: Iterable[str], known: Collection[str]) -> list[str]:
    """A sentence that names the parameters among ``given`` that the page does not take; none where it takes all."""
    names = [name for name in given if name and name not in known and not _OTHERS.fullmatch(name)]
    return [not_read(names)] if names else []
